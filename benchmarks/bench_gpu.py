#!/usr/bin/env python3
"""The speed targets of a device, beside PyTorch on the same device in the same run.

Writes results/gpu-DATE.json with the name of the device. G2 and G4 compare one layer of one network; the PyTorch
figure of G4 is extrapolated from the largest width that fits and labelled so.
"""
import datetime
import json
import pathlib
import statistics
import subprocess
import sys

from bench import seconds_per_unit

HERE = pathlib.Path(__file__).parent
REPEATS = 5

# id, what, our workload, the peer's, must and goal of the ratio
TARGETS = [
    ("G1", "in-register normals against torch.randn", "device_normals", "normals", None, None),
    ("G2", "W1, a layer of a network, against batched PyTorch", "device_w1", "w1", 150, 350),
    ("G4", "W8, a layer of a network, against PyTorch extrapolated in width", "device_million_wide", "w8", None, None),
]
# id, our workload, which figure, must, goal
ABSOLUTE = {"G1": ("normals a second", 5e11, 7e11), "G4": ("seconds for 64 networks", 0.25, 0.1)}


def last_line(command):
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return json.loads(output.splitlines()[-1])


def compare(target, workload):
    identity, what, mine, peer, must, goal = target
    ours, theirs = [], []
    for repeat in range(REPEATS):
        pair = [lambda: ours.append(last_line([workload, mine, "1"])),
                lambda: theirs.append(last_line(["python3", str(HERE / "peers" / "torch_device.py"), peer]))]
        for run in pair if repeat % 2 == 0 else pair[::-1]:
            run()
    ratios = [seconds_per_unit(b) / seconds_per_unit(a) for a, b in zip(ours, theirs)]
    result = {"id": identity, "what": what, "device": theirs[0]["device"],
              "seconds_per_unit": min(map(seconds_per_unit, ours)), "seconds": min(r["seconds"] for r in ours),
              "peer_seconds_per_unit": min(map(seconds_per_unit, theirs)),
              "peer_extrapolated_from_width": theirs[0].get("measured_at_width"),
              "ratio_median": statistics.median(ratios), "ratio_min": min(ratios), "must": must, "goal": goal}
    if identity in ABSOLUTE:
        figure, limit, aim = ABSOLUTE[identity]
        value = 1 / result["seconds_per_unit"] if identity == "G1" else result["seconds"]
        result["absolute"] = {"figure": figure, "value": value, "must": limit, "goal": aim}
    return result


def main():
    workload = sys.argv[1]
    results = []
    for target in TARGETS:
        result = compare(target, workload)
        results.append(result)
        absolute = result.get("absolute")
        print(f"{result['id']} {result['what']}: {result['seconds_per_unit']:.3g} s, peer "
              f"{result['peer_seconds_per_unit']:.3g} s, ratio {result['ratio_median']:.4g} (must {result['must']})"
              + (f"; {absolute['figure']} {absolute['value']:.3g} (must {absolute['must']:.3g})" if absolute else ""),
              flush=True)
    date = datetime.date.today().isoformat()
    document = {"schema": "widefield.benchmark/1", "date": date, "device": results[0]["device"], "results": results}
    path = HERE / "results" / f"gpu-{date}.json"
    path.write_text(json.dumps(document, indent=1) + "\n")
    print(f"written: {path}")


if __name__ == "__main__":
    main()
