"""Coefficients of the polynomials in kernels/random and include/widefield/elementary.

Remez exchange in 50-digit arithmetic: minimises the largest |P(x) - f(x)| * weight(x) on [a, b].
Prints each polynomial highest power first with its largest weighted error. Needs mpmath.
"""
import sys
from functools import cache

from mpmath import mp, mpf

mp.dps = 50
SMALLEST_WEIGHT = mpf("1e-9")  # where the weight vanishes the error may be anything


def solve_levelled(f, weight, degree, nodes):
    """The polynomial (lowest power first) whose weighted error alternates +-e at the nodes."""
    rows = mp.matrix(degree + 2, degree + 2)
    right = mp.matrix(degree + 2, 1)
    for i, x in enumerate(nodes):
        for j in range(degree + 1):
            rows[i, j] = x**j
        rows[i, degree + 1] = (-1) ** i / max(weight(x), SMALLEST_WEIGHT)
        right[i] = f(x)
    return list(mp.lu_solve(rows, right))[:-1]


def extrema(error, a, b, grid=600):
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


def minimax(f, a, b, degree, weight, rounds=6):
    f, weight = cache(f), cache(weight)
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


def table(name, f, a, b, weight, degrees):
    """Entries for float and double."""
    for scalar, degree in zip(("float", "double"), degrees):
        POLYNOMIALS[f"{name}_{scalar}"] = (f, a, b, degree, weight)


# include/widefield/elementary/exp.hpp: (expm1(r) - r) / r^2, error relative to expm1(r) = r + ...
exp_rest = series_safe(lambda r: (mp.expm1(r) - r) / r**2, mpf(1) / 2)
table("exp", exp_rest, -half_log2 * mpf("1.01"), half_log2 * mpf("1.01"), abs, (5, 10))

# include/widefield/elementary/log.hpp: (2 artanh(s) - 2 s) / s^3 in z = s^2, s = f / (2 + f)
artanh_rest = series_safe(
    lambda z: (2 * mp.atanh(mp.sqrt(z)) - 2 * mp.sqrt(z)) / mp.sqrt(z) ** 3, mpf(2) / 3)
largest_s = highest / (2 + highest)
table("log", artanh_rest, 0, largest_s**2 * mpf("1.01"), abs, (2, 6))

# include/widefield/elementary/sin.hpp: (sin x - x) / x^3 and (cos x - 1 + x^2/2) / x^4 in z = x^2
sin_rest = series_safe(lambda z: (mp.sin(mp.sqrt(z)) - mp.sqrt(z)) / mp.sqrt(z) ** 3, -mpf(1) / 6)
cos_rest = series_safe(lambda z: (mp.cos(mp.sqrt(z)) - 1 + z / 2) / z**2, mpf(1) / 24)
quarter = (mp.pi / 4 * mpf("1.01")) ** 2
table("sin", sin_rest, 0, quarter, lambda z: z, (2, 5))
table("cos", cos_rest, 0, quarter, lambda z: z * z, (2, 5))

# include/widefield/elementary/erf.hpp: erf(x)/x in z = x^2 for |x| <= 1; and for y >= 0
# (1 + 2y) exp(y^2) erfc(y) in q = (y - 4) / (y + 4) [shepherd1981]
erf_ratio = series_safe(lambda z: mp.erf(mp.sqrt(z)) / mp.sqrt(z), 2 / mp.sqrt(mp.pi))


def scaled_erfc(q):
    if q == 1:
        return 2 / mp.sqrt(mp.pi)
    y = 4 * (1 + q) / (1 - q)
    if y > 12:  # asymptotic series: 39 digits after 40 terms
        term, total = mpf(1), mpf(1)
        for n in range(1, 40):
            term *= -(2 * n - 1) / (2 * y * y)
            total += term
        return (1 + 2 * y) * total / (y * mp.sqrt(mp.pi))
    with mp.workdps(60 + int(y * y / 2)):
        return (1 + 2 * y) * mp.exp(y * y) * mp.erfc(y)


table("erf", erf_ratio, 0, 1, relative(erf_ratio), (6, 11))
table("scaled_erfc", scaled_erfc, -1, 1, relative(scaled_erfc), (12, 23))

if __name__ == "__main__":
    for name, (f, a, b, degree, weight) in POLYNOMIALS.items():
        if len(sys.argv) > 1 and not any(word in name for word in sys.argv[1:]):
            continue
        coefficients, worst = minimax(f, a, b, degree, weight)
        print(f"{name}: weighted error {mp.nstr(worst, 3)}")
        for c in coefficients:
            print("   ", mp.nstr(c, 20))
