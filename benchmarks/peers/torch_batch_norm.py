"""The peer of a batch-normalised network: forward and backward through fresh Gaussian weights, as a
PyTorch user writes it, with the squared gradient of every layer's pre-activations.

usage: torch_batch_norm.py WIDTH BATCH DEPTH THREADS; one network; one line of JSON like widefield_workload.
"""
import json
import sys
import time

import torch

width, batch, depth, threads = (int(a) for a in sys.argv[1:5])
torch.set_num_threads(threads)


def network(depth):
    x = torch.linalg.qr(torch.randn(width, batch))[0].T * width**0.5  # orthogonal inputs
    fields, grams = [], []
    for _ in range(depth):
        weights = torch.randn(width, width) / width**0.5
        h = x @ weights.T
        if not h.requires_grad:
            h.requires_grad_()
        h.retain_grad()
        fields.append(h)
        x = torch.relu(torch.nn.functional.batch_norm(h, None, None, training=True, eps=0.0))
        with torch.no_grad():
            grams.append(x @ x.T / width)
    read_out = torch.randn(batch, width)
    h.backward(read_out - read_out.mean(0))
    return torch.stack([(h.grad**2).sum() for h in fields]), torch.stack(grams)


network(2)  # warm up
start = time.perf_counter()
gradients, grams = network(depth)
seconds = time.perf_counter() - start
assert torch.isfinite(gradients).all() and torch.isfinite(grams).all()
print(json.dumps({"workload": "torch_batch_norm", "seconds": seconds, "units": 1}))
