#!/usr/bin/env python3
"""What a recording of Java Flight Recorder says about allocation: bytes a round, and the ten places with the most.

Record with: src/bench/run --only vastwatch --runs 1 --watches 1000 \\
    --java-opts="-XX:StartFlightRecording:filename=/tmp/run.jfr,settings=profile"
"""
import argparse
import collections
import datetime
import json
import subprocess

OURS = "io.github.vastwatch."


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file")
    parser.add_argument("--skip", type=float, default=30, help="seconds after the start that do not count")
    parser.add_argument("--interval", type=float, default=1, help="seconds of a round")
    return parser.parse_args()


def method(frame):
    return frame["method"]["type"]["name"].replace("/", ".") + "." + frame["method"]["name"]


def place(frames):
    """The innermost method of ours."""
    return next((method(frame).replace(OURS, "") for frame in frames if method(frame).startswith(OURS)),
                "(none of ours)")


def main():
    options = arguments()
    text = subprocess.run(["jfr", "print", "--json", "--stack-depth", "64", "--events", "jdk.ObjectAllocationSample",
                           options.file], check=True, capture_output=True, text=True).stdout
    events = []
    for event in json.loads(text)["recording"]["events"]:
        values = event["values"]
        at = datetime.datetime.fromisoformat(values["startTime"][:26].rstrip("Z").split("+")[0])
        events.append((at, values["weight"], (values["stackTrace"] or {}).get("frames") or []))
    start = min(at for at, _, _ in events) + datetime.timedelta(seconds=options.skip)
    events = [event for event in events if event[0] >= start]
    seconds = (max(at for at, _, _ in events) - start).total_seconds()
    places = collections.Counter()
    for _, weight, frames in events:
        places[place(frames) if frames else "(unknown)"] += weight
    total = sum(places.values())
    print(f"{total / seconds * options.interval / 1e6:.2f} MB a round, over {seconds:.0f} s")
    for name, weight in places.most_common(10):
        print(f"{weight / seconds * options.interval / 1e6:10.3f} MB {100 * weight / total:5.1f} %  {name}")


if __name__ == "__main__":
    main()
