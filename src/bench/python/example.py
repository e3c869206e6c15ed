#!/usr/bin/env python3
"""Runs the commands of the example in docs/thresholds.md, and draws its pictures again.

The market is made up: 20 days of RTX 4090 that end with the last full hour, in dumps as 'vastwatch record import' reads
them. It is the same each time, but for the dates. The pictures are made smaller with Pillow (pip install pillow).
"""
import argparse
import datetime
import json
import math
import os
import random
import subprocess
import tempfile

import PIL.Image

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..", ".."))
DAYS = 20
STEP = 0.5  # hours between two sweeps
NOT_SCRAPED = (102, 115)  # hours in which the scraper was down

CONFIG = """\
state: file:state.db
channels:
  me: {type: webhook, url: "http://127.0.0.1:9/"}
watches:
  - name: cheap-4090
    query: gpu_name=RTX_4090 num_gpus=1 reliability>0.98
    threshold: %s
    notify: [me]
"""

THRESHOLDS = {
    "vastwatch": "dph_total <= 0.27",
    "looser": "dph_total <= 0.30",
    "moving": '{is: "dph_total <= min(0.40, 75% of median(7d))", until_known: dph_total <= 0.30}',
}


def level(hour):
    """What an average offer costs: by day more than by night, and a fifth more after the 12th day."""
    return 0.36 * (1 + 0.03 * math.sin(2 * math.pi * hour / 24)) * (1 + 0.2 / (1 + math.exp((290 - hour) / 8)))


class Machine:
    def __init__(self, number):
        self.draw = random.Random(number)
        self.premium = math.exp(self.draw.gauss(0, 0.14))
        self.reliability = round(1 - abs(self.draw.gauss(0, 0.01)), 4)
        self.is_free = self.draw.random() < 0.5
        self.number = number
        self.reprice(0)

    def reprice(self, hour):
        self.price = round(level(hour) * self.premium * math.exp(self.draw.gauss(0, 0.05)), 4)

    def step(self, hour):
        """Cheap machines are rented within hours, dear ones wait for days."""
        relative = self.price / level(hour)
        stay = 2 if relative < 0.85 else 80 * min(relative - 0.8, 1)
        if self.draw.random() < STEP / (stay if self.is_free else 70):
            self.is_free = not self.is_free
            self.reprice(hour)
        elif self.draw.random() < STEP / 100:
            self.reprice(hour)

    def row(self):
        return {"id": 1000 + self.number, "ask_contract_id": 1000 + self.number, "machine_id": 100 + self.number,
                "host_id": self.number, "num_gpus": 1, "gpu_name": "RTX 4090", "gpu_ram": 24564, "gpu_total_ram": 24564,
                "dph_total": self.price, "dph_base": round(self.price - 0.002, 4), "storage_cost": 0.18,
                "reliability2": self.reliability, "verification": "verified", "verified": True, "rentable": True,
                "rented": False, "external": False, "disk_space": 400, "dlperf": 95,
                "dlperf_per_dphtotal": round(95 / self.price, 2), "inet_down": 800, "inet_up": 400}


def write_dump(file):
    end = datetime.datetime.now(datetime.timezone.utc).replace(minute=0, second=0, microsecond=0)
    machines = [Machine(number) for number in range(90)]
    with open(file, "w") as dump:
        for sweep in range(int(DAYS * 24 / STEP) + 1):
            hour = sweep * STEP
            for machine in machines:
                machine.step(hour)
                if machine.is_free and not NOT_SCRAPED[0] < hour < NOT_SCRAPED[1]:
                    at = end - datetime.timedelta(hours=DAYS * 24 - hour)
                    dump.write(json.dumps({**machine.row(), "scraped_at": at.isoformat(timespec="seconds")}) + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--images", default=os.path.join(ROOT, "docs", "images"), help="where the pictures go")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        def vastwatch(*arguments):
            print("\n$ vastwatch " + " ".join(arguments), flush=True)
            subprocess.run([os.path.join(ROOT, "bin", "vastwatch"), *arguments], cwd=folder, check=True,
                           env={**os.environ, "TZ": "UTC", "LC_ALL": "C.UTF-8", "VASTWATCH_CONFIG": "vastwatch.yaml"})

        for name, threshold in THRESHOLDS.items():
            with open(os.path.join(folder, name + ".yaml"), "w") as file:
                file.write(CONFIG % threshold)
        write_dump(os.path.join(folder, "offers.jsonl"))
        vastwatch("record", "import", "offers.jsonl")
        vastwatch("history", "cheap-4090", "--since", "20d")
        for theme in ("light", "dark"):
            picture = os.path.join(options.images, f"history-{theme}.png")
            vastwatch("history", "cheap-4090", "--since", "20d", "--theme", theme, "--png", picture)
            PIL.Image.open(picture).quantize(256, dither=PIL.Image.Dither.NONE).save(picture, optimize=True)
        vastwatch("suggest", "cheap-4090", "--since", "20d")
        vastwatch("backtest", "cheap-4090", "--since", "20d", "--diff", "looser.yaml")
        vastwatch("backtest", "looser.yaml", "--since", "20d", "--diff", "moving.yaml")


if __name__ == "__main__":
    main()
