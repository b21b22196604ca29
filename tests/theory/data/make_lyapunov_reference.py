#!/usr/bin/env python3
"""Lyapunov exponents lambda(x) = ln r of wide networks, by other ways than the library goes.

lyapunov_exponents.csv: roots of E[s t / (r^2 + s x t)] = 1, t = phi'^2, with r^2 (1 - x) in the place of r^2 for
Haar weights: Gauss-Legendre panels graded towards kinks and zeros of the slope, with 28 nodes at 34 digits, and
22 nodes must agree to 1e-16. -inf where x exceeds the part of neurons that have a slope.

tied_eigenvalues.csv: the moduli of the eigenvalues of D W, D = phi'(h) at the fixed point h = W phi(h) + b of
simulated networks, by LAPACK: mean and standard error of ln r over networks.

    python3 make_lyapunov_reference.py               writes both beside itself; needs numpy
    python3 make_lyapunov_reference.py exponents     only the first
"""
import csv
import math
import pathlib
import sys

import mpmath as mp

from make_reference import KINKED, SMOOTH, legendre, text

HERE = pathlib.Path(__file__).parent
FRACTIONS = ["0.05", "0.2", "0.5", "0.8", "0.95"]
LAWS = [("1.2", "0.9655029639723")]


def borders(q, kinks):
    """In h: panels of at most half a unit, finer towards kinks."""
    end = 14 * mp.sqrt(q)
    count = int(max(56, mp.ceil(end / mp.mpf("0.25"))))
    points = {end * i / count for i in range(-count, count + 1)}
    for k in kinks:
        points |= {k + side * end * mp.mpf(2)**-j for j in range(1, 30) for side in (-1, 1)} | {mp.mpf(k)}
    return sorted(x for x in points if abs(x) <= end)


def zeros_of_slope(jet, q):
    """Where phi' changes its sign without a jump: phi'^2 has poles of its inverse near by."""
    end = 14 * mp.sqrt(q)
    grid = [end * (i + mp.mpf("0.3")) / 200 for i in range(-200, 200)]
    return [mp.findroot(lambda h: jet(h)[1], (a, b), solver="anderson", tol=mp.mpf("1e-50"), verify=False)
            for a, b in zip(grid, grid[1:]) if jet(a)[1] * jet(b)[1] < 0]


def slopes(jet, q, kinks, n):
    """(weight, phi'^2) at every node."""
    edges = set(borders(q, kinks))
    for zero in () if kinks else zeros_of_slope(jet, q):
        edges |= {zero + side * mp.mpf(2)**-j for j in range(0, 25) for side in (-1, 1)} | {zero}
    found, edges = [], sorted(x for x in edges if abs(x) <= 14 * mp.sqrt(q))
    for low, high in zip(edges, edges[1:]):
        middle, half = (low + high) / 2, (high - low) / 2
        for x, weight in legendre(n):
            h = middle + half * x
            found.append((half * weight * mp.npdf(h, 0, mp.sqrt(q)), jet(h)[1]**2))
    return found


def gathered(nodes):
    """Nodes of the same slope are one."""
    masses = {}
    for w, t in nodes:
        masses[t] = masses.get(t, 0) + w
    return [(w, t) for t, w in masses.items()]


def exponent(nodes, s, x, haar):
    """ln r with E[s t / (r^2 (1 - haar x) + s x t)] = 1: by halving in doubles, then by Newton's steps."""
    alive = mp.fsum(w for w, t in nodes if t > 0)
    if x >= alive - mp.mpf("1e-12"):
        return -mp.inf
    rest = 1 - x if haar else mp.mpf(1)
    rough = [(float(w * s * t), float(s * x * t)) for w, t in nodes]
    low, high = -60.0, 10.0
    for _ in range(45):
        middle = (low + high) / 2
        square = math.exp(2 * middle) * float(rest)
        if sum(a / (square + b) for a, b in rough) > 1:
            low = middle
        else:
            high = middle
    log_r, exact = mp.mpf(low), [(w * s * t, s * x * t) for w, t in nodes]
    for _ in range(4):
        square, value, slope = mp.exp(2 * log_r) * rest, mp.mpf(-1), mp.mpf(0)
        for a, b in exact:
            term = a / (square + b)
            value += term
            slope -= 2 * square * term / (square + b)
        log_r -= value / slope
    assert abs(value) < mp.mpf("1e-29"), value
    return log_r


def exponents():
    rows = []
    for name, (jet, extra) in {**SMOOTH, **KINKED}.items():
        if name == "sign":
            continue
        kinks = extra if name in KINKED else []
        for s, q in LAWS:
            fine, coarse = (gathered(slopes(jet, mp.mpf(q), kinks, n)) for n in (28, 22))
            for haar in (False, True):
                for x in FRACTIONS:
                    value = exponent(fine, mp.mpf(s), mp.mpf(x), haar)
                    check = exponent(coarse, mp.mpf(s), mp.mpf(x), haar)
                    assert value == check or abs(value - check) < mp.mpf("1e-16"), (name, q, x, value, check)
                    rows.append([name, s, q, "orthogonal" if haar else "gaussian", x, text(value)])
        print(name, flush=True)
    return rows


def eigenvalues(name, weight_variance, bias_variance, networks, width=1000, steps=300):
    import numpy as np
    functions = {"tanh": (np.tanh, lambda h: 1 - np.tanh(h)**2),
                 "hard_tanh": (lambda h: np.clip(h, -1, 1), lambda h: (abs(h) < 1) * 1.0),
                 "softplus": (lambda h: np.logaddexp(0, h), lambda h: 1 / (1 + np.exp(-h)))}
    phi, slope = functions[name]
    random = np.random.default_rng(20)
    found = []
    for _ in range(networks):
        w = random.normal(size=(width, width)) * np.sqrt(weight_variance / width)
        b = random.normal(size=width) * np.sqrt(bias_variance)
        h = random.normal(size=width)
        for _ in range(steps):
            h = w @ phi(h) + b
        r = np.sort(abs(np.linalg.eigvals(slope(h)[:, None] * w)))[::-1]
        with np.errstate(divide="ignore"):
            found.append([np.log(r[round(float(x) * width)]) for x in FRACTIONS])
    found = np.array(found)
    rows = []
    for i, x in enumerate(FRACTIONS):
        error = found[:, i].std(ddof=1) / networks**0.5 if np.isfinite(found[:, i]).all() else float("nan")
        rows.append([name, weight_variance, bias_variance, width, networks, x,
                     f"{found[:, i].mean():.5f}", f"{error:.5f}"])
    print(name, "eigenvalues", flush=True)
    return rows


def write(name, remark, header, rows):
    with open(HERE / name, "w", newline="") as file:
        file.write(f"# Written by make_lyapunov_reference.py, {remark}.\n")
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def main():
    if "exponents" not in sys.argv[1:]:
        write_eigenvalues()
    write("lyapunov_exponents.csv", "mpmath at 34 digits",
          ["activation", "weight_variance", "q", "weights", "x", "exponent"], exponents())


def write_eigenvalues():
    write("tied_eigenvalues.csv", "numpy, seed 20",
          ["activation", "weight_variance", "bias_variance", "width", "networks", "x", "exponent", "error"],
          [row for case in (("tanh", 1.2, 0.5), ("hard_tanh", 0.8, 0.3), ("softplus", 0.9, 0.5))
           for row in eigenvalues(*case, 12)])


if __name__ == "__main__":
    main()
