#!/usr/bin/env python3
"""Two builds of widefield_workload against each other: alternating runs of one thread, and the median over the
repeats of old seconds over new ones, per workload. Nothing else may run meanwhile.

    against.py OLD NEW [--repeats 15] [--only gram_layer_4096,...] [--json FILE]
"""
import argparse
import json
import statistics
import subprocess

WORKLOADS = ["gram_layer_4096", "gram_layer_16384", "dense_layer_4096", "recurrent_8192", "recurrent_and_back_8192",
             "lanczos_density_1024", "lanczos_density_4096", "batch_norm", "relu_lyapunov_1e3", "relu_lyapunov_1e9",
             "normals", "standard_normals", "million_wide"]


def seconds(program, workload):
    lines = subprocess.run([program, workload, "1"], check=True, capture_output=True, text=True).stdout.splitlines()
    return json.loads(lines[-1])["seconds"]


def compare(old, new, workload, repeats):
    ratios, fastest = [], {old: float("inf"), new: float("inf")}
    for repeat in range(repeats):
        taken = {}
        for program in ([old, new] if repeat % 2 == 0 else [new, old]):
            taken[program] = seconds(program, workload)
            fastest[program] = min(fastest[program], taken[program])
        ratios.append(taken[old] / taken[new])
    low, middle, high = statistics.quantiles(ratios, n=4) if repeats > 1 else ratios * 3
    return {"workload": workload, "repeats": repeats, "ratio_median": statistics.median(ratios),
            "ratio_quartiles": [low, high], "ratio_of_fastest": fastest[old] / fastest[new],
            "old_seconds": fastest[old], "new_seconds": fastest[new]}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("old")
    parser.add_argument("new")
    parser.add_argument("--repeats", type=int, default=15)
    parser.add_argument("--only", default=",".join(WORKLOADS))
    parser.add_argument("--json")
    options = parser.parse_args()
    results = []
    for workload in options.only.split(","):
        results.append(compare(options.old, options.new, workload, options.repeats))
        print("{workload}: old/new {ratio_median:.3f}, quartiles {ratio_quartiles[0]:.3f} to {ratio_quartiles[1]:.3f}, "
              "of the fastest {ratio_of_fastest:.3f}, new {new_seconds:.4g} s".format(**results[-1]), flush=True)
    if options.json:
        with open(options.json, "w") as file:
            json.dump({"unit": "old seconds over new", "results": results}, file, indent=1)
            file.write("\n")


if __name__ == "__main__":
    main()
