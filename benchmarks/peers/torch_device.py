"""The peers on a device, as a PyTorch user writes them: torch_device.py normals | w1 | w8.

normals: torch.randn into memory. w1: fresh weights for as many networks at once as fit, a batched product, tanh;
one layer of 256 networks with 16 inputs at N = 4096 is timed in batches. w8: the same at the largest width whose
weights fit for one network, labelled as such: N = 10^6 needs 4 TB for one matrix.
Prints one line of JSON: seconds per unit is what bench_gpu.py compares.
"""
import json
import sys
import time

import torch

device = torch.device("cuda")
torch.backends.cuda.matmul.allow_tf32 = False


def timed(work, repeats=5):
    work()
    torch.cuda.synchronize()
    start = time.perf_counter()
    for _ in range(repeats):
        work()
    torch.cuda.synchronize()
    return (time.perf_counter() - start) / repeats


def layer(batch, width, copies):
    x = torch.randn(batch, width, copies, device=device)

    @torch.no_grad()
    def work():
        weights = torch.randn(batch, width, width, device=device)
        y = torch.tanh(1.6 / width**0.5 * torch.bmm(weights, x))
        return torch.bmm(y.transpose(1, 2), y)

    return timed(work)


def main():
    what = sys.argv[1]
    if what == "normals":
        count = 1 << 30
        out = torch.empty(count, device=device)
        result = {"seconds": timed(lambda: out.normal_()), "units": count}
    elif what == "w1":
        batch = 64
        result = {"seconds": layer(batch, 4096, 16), "units": batch}
    elif what == "w8":
        width = 65536 if torch.cuda.get_device_properties(0).total_memory > 60e9 else 32768
        seconds = layer(1, width, 8)
        # Extrapolated by the number of weights, (10^6 / width)^2: the cost of both the draws and the product.
        result = {"seconds": seconds * (1e6 / width) ** 2, "units": 1, "measured_at_width": width,
                  "extrapolated": True}
    else:
        sys.exit(f"unknown workload {what}")
    result["device"] = torch.cuda.get_device_name(0)
    print(json.dumps(result))


if __name__ == "__main__":
    main()
