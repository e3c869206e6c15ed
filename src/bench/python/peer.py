#!/usr/bin/env python3
"""A script as people write it: the whole market in one request each round, matched here, a webhook for each new match."""
import collections, http.client, json, resource, sys, time

address, watches_file, interval = sys.argv[1], sys.argv[2], float(sys.argv[3])
market, hook = http.client.HTTPConnection(address), http.client.HTTPConnection(address)
by_gpu = collections.defaultdict(list)
for watch in json.load(open(watches_file)):
    for gpu in watch["gpus"]:
        by_gpu[gpu].append(watch)
question = json.dumps({"select_cols": ["*"], "q": {
    "verified": {"eq": True}, "external": {"eq": False}, "rentable": {"eq": True},
    "type": "on-demand", "limit": 200000, "allocated_storage": 20}})
sent = set()
while True:
    began = time.monotonic()
    market.request("PUT", "/api/v0/search/asks/", question, {"Content-Type": "application/json"})
    new = collections.defaultdict(list)
    for row in json.loads(market.getresponse().read())["offers"]:
        values = {"dph_total": -row["dph_total"], "dph_per_gpu": -row["dph_total"] / row["num_gpus"],
                  "dlperf_per_dphtotal": row["dlperf_per_dphtotal"]}
        for w in by_gpu[row["gpu_name"]]:
            if (values[w["metric"]] >= (w["bound"] if w["metric"] == "dlperf_per_dphtotal" else -w["bound"])
                    and w["least"] <= row["num_gpus"] <= w["most"] and row["reliability"] > w["reliability"]
                    and (not w["countries"] or row["geolocation"][-2:] in w["countries"])
                    and all(row[key] >= w[key] for key in ("inet_down", "disk_space", "cuda_max_good"))
                    and (w["name"], row["machine_id"], row["num_gpus"]) not in sent):
                new[w["name"]].append(row)
    for name, rows in new.items():
        hook.request("POST", "/hook", json.dumps({"watch": name, "offers": rows}))
        hook.getresponse().read()
        sent.update((name, row["machine_id"], row["num_gpus"]) for row in rows)
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(f"{used.ru_utime + used.ru_stime:.4f} CPU seconds so far, {len(new)} alerts", flush=True)
    time.sleep(max(0, began + interval - time.monotonic()))
