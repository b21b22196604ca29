"""The peer of a recurrent network: one stored Gaussian matrix for all time steps, tanh, and back-propagation
through time, as a user of PyTorch or numpy writes it.

usage: stored_recurrent.py torch|numpy WIDTH STEPS THREADS [back]; prints one line of JSON like widefield_workload.
"""
import json
import os
import sys
import time

library, width, steps, threads = sys.argv[1], *(int(a) for a in sys.argv[2:5])
back = sys.argv[5:] == ["back"]
scale = 1.5 / width**0.5


def by_torch():
    import torch
    torch.set_num_threads(threads)
    torch.set_grad_enabled(False)
    return (lambda *shape: torch.randn(*shape)), torch.tanh


def by_numpy():
    os.environ["OPENBLAS_NUM_THREADS"] = str(threads)
    import numpy
    random = numpy.random.default_rng(1)
    return (lambda *shape: random.standard_normal(shape, dtype=numpy.float32)), numpy.tanh


normal, tanh = by_torch() if library == "torch" else by_numpy()
normal(1000, 1000) @ normal(1000)  # warm up
start = time.perf_counter()
weights = normal(width, width)
x = normal(width)
lengths, states = [], []
for _ in range(steps):
    x = tanh(scale * (weights @ x))
    states.append(x)
    lengths.append(float(x @ x) / width)
if back:
    gradient = normal(width)
    for x in reversed(states):
        gradient = scale * (weights.T @ gradient) * (1 - x * x)
        lengths.append(float(gradient @ gradient))
seconds = time.perf_counter() - start
assert all(length == length for length in lengths)
print(json.dumps({"workload": f"{library}_recurrent_{width}", "seconds": seconds, "units": steps}))
