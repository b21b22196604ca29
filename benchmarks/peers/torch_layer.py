"""The peer of a layer: fresh Gaussian weights, a matrix product, tanh, as a PyTorch user writes it.

usage: torch_layer.py WIDTH COPIES THREADS [LAYERS]; prints one line of JSON like widefield_workload.
"""
import json
import sys
import time

import torch

width, copies, threads = (int(a) for a in sys.argv[1:4])
layers = int(sys.argv[4]) if len(sys.argv) > 4 else 2
torch.set_num_threads(threads)
scale = 1.6 / width**0.5
x = torch.randn(width, copies)


@torch.no_grad()
def layer(x):
    weights = torch.randn(width, width)
    return torch.tanh(scale * (weights @ x) + 0.3 * torch.randn(width, 1))


layer(x)  # warm up
start = time.perf_counter()
for _ in range(layers):
    x = layer(x)
    gram = x.T @ x
seconds = time.perf_counter() - start
assert torch.isfinite(gram).all()
print(json.dumps({"workload": f"torch_layer_{width}", "seconds": seconds, "units": layers}))
