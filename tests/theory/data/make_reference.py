#!/usr/bin/env python3
"""Gaussian averages of activations to 30 digits, by other ways than host/theory goes.

One input: 28 Gauss-Legendre nodes per panel, panels graded towards 0 and the kinks; powers by
tanh-sinh quadrature. The same sums with 22 nodes must agree.
Two inputs, smooth: trapezoid sums in rotated coordinates, twice with different steps that must
agree.
Two inputs, kinked: one-dimensional quadrature over h_a, the average over h_b given h_a in closed form.

    python3 make_reference.py        writes one_input.csv and two_inputs.csv beside itself
"""
import csv
import functools
import pathlib

import mpmath as mp

mp.mp.dps = 34
HERE = pathlib.Path(__file__).parent
SELU_SCALE = mp.mpf("1.0507009873554804934193349852946")
SELU_ALPHA = mp.mpf("1.6732632423543772848170429916717")
LEAK, POWER = mp.mpf("0.01"), mp.mpf("1.5")


def logistic(h):
    return 1 / (1 + mp.exp(-h)) if h >= 0 else mp.exp(h) / (1 + mp.exp(h))


def tanh(h):
    t = mp.tanh(h)
    return t, 1 - t * t, -2 * t * (1 - t * t)


def scaled_erf(k):
    def jet(h):
        d = 2 * k / mp.sqrt(mp.pi) * mp.exp(-k * k * h * h)
        return mp.erf(k * h), d, -2 * k * k * h * d
    return jet


def sine(h):
    return mp.sin(h), mp.cos(h), -mp.sin(h)


def sigmoid(h):
    s = logistic(h)
    return s, s * (1 - s), s * (1 - s) * (1 - 2 * s)


def gelu(h):
    p, d = mp.ncdf(h), mp.npdf(h)
    return h * p, p + h * d, (2 - h * h) * d


def silu(h):
    s, d, dd = sigmoid(h)
    return h * s, s + h * d, 2 * d + h * dd


def softplus(h):
    s = logistic(h)
    return max(h, 0) + mp.log1p(mp.exp(-abs(h))), s, s * (1 - s)


def mish(h):
    p, s, ds = softplus(h)
    t = mp.tanh(p)
    g = 1 - t * t
    return h * t, t + h * g * s, 2 * g * s + h * g * (ds - 2 * t * s * s)


def hard_tanh(h):
    return (h, mp.mpf(1), mp.mpf(0)) if abs(h) < 1 else (mp.sign(h), mp.mpf(0), mp.mpf(0))


def exponential_unit(scale, alpha):
    def jet(h):
        if h > 0:
            return scale * h, scale, mp.mpf(0)
        e = scale * alpha * mp.exp(h)
        return e - scale * alpha, e, e
    return jet


def power_law(p, positive, negative):
    def jet(h):
        gain, size, side = (positive, h, 1) if h > 0 else (negative, -h, -1)
        if gain == 0 or size == 0:
            return mp.mpf(0), mp.mpf(0), mp.mpf(0)
        return gain * size**p, side * gain * p * size**(p - 1), gain * p * (p - 1) * size**(p - 2)
    return jet


SMOOTH = {
    "tanh": (tanh, mp.pi / 2), "sigmoid": (sigmoid, mp.pi), "silu": (silu, mp.pi),
    "softplus": (softplus, mp.pi), "mish": (mish, 3 * mp.pi / 4), "erf": (scaled_erf(1), 2),
    "erf_unit": (scaled_erf(mp.sqrt(mp.pi) / 2), 2), "sin": (sine, 2), "gelu": (gelu, 2),
}
KINKED = {
    "hard_tanh": (hard_tanh, [-1, 1]),
    "elu": (exponential_unit(mp.mpf(1), mp.mpf(1)), [0]),
    "selu": (exponential_unit(SELU_SCALE, SELU_ALPHA), [0]),
    "linear": (power_law(1, 1, -1), [0]),
    "relu": (power_law(1, 1, 0), [0]),
    "leaky_relu": (power_law(1, 1, -LEAK), [0]),
    "sign": (power_law(0, 1, -1), [0]),
    "alpha_relu": (power_law(POWER, 1, 0), [0]),
}
POWERS = ("linear", "relu", "leaky_relu", "sign", "alpha_relu")
# What phi'' holds of point masses: (where, jump of phi').
CORNERS = {
    "hard_tanh": [(-1, 1), (1, -1)], "selu": [(0, SELU_SCALE * (1 - SELU_ALPHA))],
    "relu": [(0, 1)], "leaky_relu": [(0, 1 - LEAK)],
}


def panels(q, kinks, width=2):
    """Borders in z, dense where phi(sqrt(q) z) has structure."""
    root = mp.sqrt(q)
    borders = {mp.mpf(i) * width for i in range(-int(14 / width), int(14 / width) + 1)}
    for k in kinks:
        borders.add(k / root)
        for j in range(-1, 8):
            for side in (-1, 1):
                borders.add(k / root + side * mp.mpf(2)**j / root)
    return sorted(x for x in borders if abs(x) <= 14)


@functools.cache
def legendre(n):
    """Nodes and weights on [-1, 1] by Newton's method."""
    rule = []
    for i in range(n):
        x = mp.cos(mp.pi * (i + mp.mpf(3) / 4) / (n + mp.mpf(1) / 2))
        for _ in range(8):
            p, last = mp.mpf(1), mp.mpf(0)
            for k in range(1, n + 1):
                p, last = ((2 * k - 1) * x * p - (k - 1) * last) / k, p
            slope = n * (x * p - last) / (x * x - 1)
            x -= p / slope
        rule.append((x, 2 / ((1 - x * x) * slope**2)))
    return rule


def composite(f, borders, n):
    """The integrals of the components of f over the panels between the borders."""
    total = None
    for low, high in zip(borders, borders[1:]):
        middle, half = (low + high) / 2, (high - low) / 2
        for x, weight in legendre(n):
            values = f(middle + half * x)
            total = total or [mp.mpf(0)] * len(values)
            total = [t + half * weight * v for t, v in zip(total, values)]
    return total


def integrals(f, borders):
    fine, coarse = composite(f, borders, 28), composite(f, borders, 22)
    for x, y in zip(fine, coarse):
        assert abs(x - y) <= mp.mpf("1e-20") * max(abs(x), mp.mpf("1e-6")), (x, y)
    return fine


def moments(name, jet, kinks, q):
    """<f> of the ten functions that one_input() names."""
    root = mp.sqrt(q)

    def weighted(z):
        h = root * z
        v, d, dd = jet(h)
        score = (z**4 - 6 * z * z + 3) / (4 * q * q)
        return [mp.npdf(z) * f for f in (v, v * v, v**4, d * d, d**4, v * d * h, (v * d)**2,
                                         v * dd, dd * dd, v * v * score)]

    if name not in POWERS:
        return integrals(weighted, panels(q, kinks, mp.mpf("0.5") if name == "sin" else 2))
    single = lambda i: mp.quad(lambda z: weighted(z)[i], [-14, -6, -2, 0, 2, 6, 14])
    finite = [i for i in range(10) if name != "alpha_relu" or i != 8]
    return [single(i) if i in finite else mp.inf for i in range(10)]


def one_input(name, jet, kinks, q):
    corners = CORNERS.get(name, [])
    density = lambda k: mp.exp(-mp.mpf(k)**2 / (2 * q)) / mp.sqrt(2 * mp.pi * q)
    names = ("mean_signal", "square", "fourth", "slope_square", "slope_fourth", "response",
             "signal_slope_square", "signal_bend", "bend_square", "square_bend")
    row = dict(zip(names, moments(name, jet, kinks, q)))
    row["signal_bend"] += sum(j * density(k) * jet(mp.mpf(k))[0] for k, j in corners)
    if corners:
        row["bend_square"] = mp.inf
    if name == "sign":
        row.update({"slope_square": mp.inf, "slope_fourth": mp.inf, "bend_square": mp.inf,
                    "signal_slope_square": mp.inf, "signal_bend": -mp.inf})
    return row


def trapezoid_pair(jet, pole, qa, qb, distance, fine):
    r, s = mp.sqrt(1 - distance / 2), mp.sqrt(distance / 2)
    root = mp.sqrt(max(qa, qb))

    def step(scale):
        strip = pole / max(scale, mp.mpf("1e-30"))
        if strip > 12:  # the Gaussian weight alone fixes it
            return mp.mpf("0.46") / fine
        return min(mp.mpf("0.46"), 2 * mp.pi * strip / (80 + strip**2 / 2)) / fine

    ha, hb = step(root * r), step(root * s)
    sums = [mp.mpf(0)] * 3
    mirrored = qa == qb  # b -> -b exchanges the inputs
    for i in range(-int(12 / ha), int(12 / ha) + 1):
        a, wa = i * ha, ha * mp.npdf(i * ha)
        for j in range(0 if mirrored else -int(12 / hb), int(12 / hb) + 1):
            b, w = j * hb, wa * hb * mp.npdf(j * hb) * (2 if mirrored and j > 0 else 1)
            u, v = jet(mp.sqrt(qa) * (r * a + s * b)), jet(mp.sqrt(qb) * (r * a - s * b))
            sums[0] += w * u[0] * v[0]
            sums[1] += w * u[1] * v[1]
            sums[2] += w * (u[0] - v[0])**2
    return sums


def smooth_pair(jet, pole, qa, qb, distance):
    """The exponent of the error is proportional to 1/step: 1e-17 with the wider step is 1e-22 here."""
    fine = trapezoid_pair(jet, pole, qa, qb, distance, 1)
    coarse = trapezoid_pair(jet, pole, qa, qb, distance, mp.mpf("0.75"))
    for x, y in zip(fine, coarse):
        assert abs(x - y) <= mp.mpf("1e-17") * max(abs(x), mp.mpf("1e-6")), (x, y)
    return fine


def truncated(m, s, low, high):
    """<1>, <h> over low < h < high of N(m, s^2)."""
    below = lambda x: mp.npdf((x - m) / s) if abs(x) < mp.inf else mp.mpf(0)
    mass = mp.ncdf((high - m) / s) - mp.ncdf((low - m) / s)
    return mass, m * mass - s * (below(high) - below(low))


def given(name, m, s):
    """<phi(h)>, <phi'(h)> over h ~ N(m, s^2)."""
    inf = mp.inf
    if name == "hard_tanh":
        mass, first = truncated(m, s, mp.mpf(-1), mp.mpf(1))
        return first + mp.ncdf((m - 1) / s) - mp.ncdf((-1 - m) / s), mass
    mass, first = truncated(m, s, mp.mpf(0), inf)
    if name in ("elu", "selu"):
        scale, alpha = (SELU_SCALE, SELU_ALPHA) if name == "selu" else (mp.mpf(1), mp.mpf(1))
        tilted = mp.exp(m + s * s / 2) * mp.ncdf(-(m + s * s) / s)
        return (scale * first + scale * alpha * (tilted - mp.ncdf(-m / s)),
                scale * mass + scale * alpha * tilted)
    if name == "sign":
        return 2 * mass - 1, None
    leak = {"relu": mp.mpf(0), "leaky_relu": LEAK, "linear": mp.mpf(1)}[name]
    return first + leak * (m - first), mass + leak * (1 - mass)


def kinked_pair(name, jet, kinks, qa, qb, distance):
    c = 1 - distance
    s = mp.sqrt(qb * distance * (2 - distance))
    slope = c * mp.sqrt(qb / qa)
    borders = set(panels(qa, kinks))
    for k in kinks:  # where the mean of h_b given h_a crosses a kink
        if slope == 0:
            continue
        for j in range(-2, 12):
            for side in (-1, 0, 1):
                borders.add((k / slope + side * mp.mpf(2)**j * s / abs(slope)) / mp.sqrt(qa))
    borders = sorted(x for x in borders if abs(x) <= 14)

    def weighted(z):
        h = mp.sqrt(qa) * z
        v, d = given(name, slope * h, s)
        return mp.npdf(z) * jet(h)[0] * v, mp.npdf(z) * jet(h)[1] * (d or 0)

    product, slopes = integrals(weighted, borders)
    if name == "sign":
        slopes = 4 / (2 * mp.pi * mp.sqrt(qa * qb * distance * (2 - distance)))
    squares = sum(moments(name, jet, kinks, q)[1] for q in (qa, qb))
    return product, slopes, squares - 2 * product


def text(x):
    return mp.nstr(x, 30) if mp.isfinite(x) else ("inf" if x > 0 else "-inf")


def write(name, header, rows):
    with open(HERE / name, "w", newline="") as file:
        file.write("# Written by make_reference.py with mpmath at 34 digits.\n")
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


LENGTHS = ["1e-6", "0.01", "0.3", "1", "4", "30", "1000"]
PAIRS = [("1", "1", "0.5"), ("0.3", "0.3", "0.001"), ("2", "2", "1e-6"), ("1", "1", "1.7"),
         ("0.4", "2.5", "0.3")]


def main():
    ones, twos = [], []
    for name, (jet, extra) in {**SMOOTH, **KINKED}.items():
        kinks = extra if name in KINKED else [0]
        for q in LENGTHS:
            if name == "sin" and mp.mpf(q) > 100:
                continue
            row = one_input(name, jet, kinks, mp.mpf(q))
            ones.append([name, q] + [text(x) for x in row.values()])
            header = ["activation", "q"] + list(row)
        for qa, qb, distance in PAIRS:
            law = [mp.mpf(x) for x in (qa, qb, distance)]
            if name == "alpha_relu":
                continue
            values = (smooth_pair(jet, extra, *law) if name in SMOOTH
                      else kinked_pair(name, jet, extra, *law))
            twos.append([name, qa, qb, distance] + [text(x) for x in values])
        print(name, flush=True)
    write("one_input.csv", header, ones)
    write("two_inputs.csv", ["activation", "qa", "qb", "distance", "product", "slope_product",
                             "difference_square"], twos)


if __name__ == "__main__":
    main()
