"""The peer of a Lyapunov spectrum: fresh Gaussian weights, ReLU, a frame of tangents and its QR
decomposition after every layer, as a PyTorch user writes it.

usage: torch_qr.py WIDTH EXPONENTS THREADS; prints one line of JSON like widefield_workload.
"""
import json
import sys
import time

import torch

WEIGHT_VARIANCE, LAYERS = 2.0, 20
width, exponents, threads = (int(word) for word in sys.argv[1:4])
torch.set_num_threads(threads)
torch.manual_seed(1)

x = torch.randn(width)
frame, _ = torch.linalg.qr(torch.randn(width, exponents))
growth = torch.zeros(exponents, dtype=torch.float64)


def layer(x, frame):
    weights = torch.randn(width, width) * (WEIGHT_VARIANCE / width) ** 0.5
    h = weights @ x
    frame, triangle = torch.linalg.qr((h > 0).unsqueeze(1) * (weights @ frame))
    growth.add_(triangle.diagonal().abs().log())
    return torch.relu(h), frame


x, frame = layer(x, frame)  # warm up
start = time.perf_counter()
for _ in range(LAYERS):
    x, frame = layer(x, frame)
seconds = time.perf_counter() - start
print(json.dumps({"workload": f"torch qr {width} {exponents}", "seconds": seconds, "units": LAYERS}))
