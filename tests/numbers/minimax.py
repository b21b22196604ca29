"""Coefficients of the polynomials in kernels/random and include/widefield/elementary.

Remez exchange in 50-digit arithmetic: minimises the largest |P(x) - f(x)| * weight(x) on [a, b].
Prints each polynomial highest power first with its largest weighted error. Needs mpmath.
"""
import sys

from mpmath import mp, mpf

mp.dps = 50


def solve_levelled(f, weight, degree, nodes):
    """The polynomial (lowest power first) whose weighted error alternates +-e at the nodes."""
    rows = mp.matrix(degree + 2, degree + 2)
    right = mp.matrix(degree + 2, 1)
    for i, x in enumerate(nodes):
        for j in range(degree + 1):
            rows[i, j] = x**j
        rows[i, degree + 1] = (-1) ** i / weight(x)
        right[i] = f(x)
    return list(mp.lu_solve(rows, right))[:-1]


def extrema(error, a, b, grid=1500):
    """The alternating extrema of a continuous error function on [a, b]."""
    points = [a + (b - a) * (1 - mp.cos(mp.pi * i / grid)) / 2 for i in range(grid + 1)]
    found = []
    for x in points:
        e = error(x)
        if found and (found[-1][1] > 0) == (e > 0):
            if abs(e) > abs(found[-1][1]):
                found[-1] = (x, e)
        else:
            found.append((x, e))
    return found


def minimax(f, a, b, degree, weight=lambda x: mpf(1), rounds=6):
    a, b = mpf(a), mpf(b)
    nodes = [(a + b) / 2 - (b - a) / 2 * mp.cos(mp.pi * i / (degree + 1)) for i in range(degree + 2)]
    for _ in range(rounds):
        c = solve_levelled(f, weight, degree, nodes)
        peaks = extrema(lambda x: (mp.polyval(c[::-1], x) - f(x)) * weight(x), a, b)
        while len(peaks) > degree + 2:
            peaks.pop(0 if abs(peaks[0][1]) < abs(peaks[-1][1]) else -1)
        if len(peaks) < degree + 2:
            break
        nodes = [x for x, _ in peaks]
    worst = max(abs((mp.polyval(c[::-1], x) - f(x)) * weight(x)) for x, _ in peaks)
    return c[::-1], worst


def series_safe(f, limit):
    """f with its removable singularity at 0 filled by `limit`."""
    return lambda x: limit if x == 0 else f(x)


def relative(f):
    return lambda x: 1 / f(x)


half_log2 = mp.log(2) / 2
lowest, highest = mp.sqrt(mpf(1) / 2) - 1, mp.sqrt(mpf(2)) - 1

log_ratio = series_safe(lambda t: -2 * mp.log1p(t) / t, mpf(-2))  # r^2 of Box-Muller, per t
sin_turns = series_safe(lambda z: mp.sin(2 * mp.pi * mp.sqrt(z)) / mp.sqrt(z), 2 * mp.pi)
cos_turns = lambda z: mp.cos(2 * mp.pi * mp.sqrt(z))

POLYNOMIALS = {
    # kernels/random/box_muller.hpp
    "box_muller_log": (log_ratio, lowest, highest, 8, relative(log_ratio)),
    "box_muller_sin": (sin_turns, 0, mpf(1) / 64, 3, relative(sin_turns)),
    "box_muller_cos": (cos_turns, 0, mpf(1) / 64, 3, relative(cos_turns)),
}

if __name__ == "__main__":
    for name, (f, a, b, degree, weight) in POLYNOMIALS.items():
        if len(sys.argv) > 1 and not any(word in name for word in sys.argv[1:]):
            continue
        coefficients, worst = minimax(f, a, b, degree, weight)
        print(f"{name}: weighted error {mp.nstr(worst, 3)}")
        for c in coefficients:
            print("   ", mp.nstr(c, 20))
