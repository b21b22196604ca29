#!/usr/bin/env python3
"""Residual networks to 25 digits, by other ways than host/theory goes.

One input: bias and variance of |x^l|^2/N to order 1/N, N = M, by the scalar recursion
    bias <- F_1 bias + F_2 variance / 2,   variance <- F_1^2 variance + S,
with derivatives of <phi^2> in q from the score of the normal law. Two inputs: <(phi - phi')^2>
as <phi^2> - <phi phi'> in 25 digits. Averages are tanh-sinh sums, the inner one over h' given h.

    python3 make_residual_reference.py      writes residual_noise.csv and long_inputs.csv beside itself
"""
import pathlib

import mpmath as mp

mp.mp.dps = 25
HERE = pathlib.Path(__file__).parent
CUTS = [0, 0.25, 1, 3, 9, 27, 81]


def density(h, q):
    return mp.exp(-h * h / (2 * q)) / mp.sqrt(2 * mp.pi * q)


def average(f, q):
    """<f(h)> of an even f."""
    reach = 13 * mp.sqrt(q)
    cuts = [c for c in CUTS if c < reach] + [reach]
    return 2 * mp.quad(lambda h: f(h) * density(h, q), cuts)


def block(p, bias, variance, w, v, b, a):
    q = w * p + b
    square = lambda h: mp.tanh(h)**2
    V = average(square, q)
    score = average(lambda h: square(h) * (h * h / q - 1), q) / (2 * q)
    bend = average(lambda h: square(h) * (h**4 / q**2 - 6 * h * h / q + 3), q) / (4 * q * q)
    fourth = average(lambda h: mp.tanh(h)**4, q)
    T = v * V + a
    noise = 4 * p * T + 2 * T * T + v * v * (fourth - V * V)
    slope, curve = 1 + v * w * score, v * w * w * bend
    return p + T, slope * bias + curve * variance / 2, slope**2 * variance + noise


def noise_table():
    rows = ["# tanh residual blocks, N = M: |x^l|^2/N at infinite width, N bias, N variance.",
            "weight,branch,bias,branch_bias,layer,value,bias_over_n,variance_over_n"]
    for w, v, b, a in [("1.69", "1.5", "0.49", "0.5"), ("1", "1", "0", "0")]:
        state = (mp.mpf(1), mp.mpf(0), mp.mpf(0))
        for layer in range(1, 31):
            state = block(*state, mp.mpf(w), mp.mpf(v), mp.mpf(b), mp.mpf(a))
            if layer in (1, 5, 10, 30):
                rows.append(",".join([w, v, b, a, str(layer)] + [mp.nstr(x, 17) for x in state]))
    (HERE / "residual_noise.csv").write_text("\n".join(rows) + "\n")


def product(f, q, c):
    """<f(h) f(h')> of an odd f: over h > 0, given h over both sides of 0."""
    spread = mp.sqrt(q * (1 - c * c))

    def given(h):
        mean = c * h
        low, high = mean - 13 * spread, mean + 13 * spread
        cuts = sorted({low, high, mean} | {mp.mpf(s * x) for x in CUTS for s in (-1, 1)})
        cuts = [x for x in cuts if low <= x <= high]
        return mp.quad(lambda u: f(u) * mp.exp(-(u - mean)**2 / (2 * spread**2)), cuts)

    reach = 13 * mp.sqrt(q)
    cuts = [x for x in CUTS if x < reach] + [reach]
    total = mp.quad(lambda h: f(h) * given(h) * density(h, q), cuts, maxdegree=6)
    return 2 * total / mp.sqrt(2 * mp.pi) / spread


def long_table():
    mp.mp.dps = 20
    rows = ["# tanh at the lengths that residual networks reach.",
            "q,c,square,slope_square,product"]
    for q, c in [("30", "0.5"), ("1000", "0.9"), ("10000", "0.5"), ("10000", "0.999")]:
        Q, C = mp.mpf(q), mp.mpf(c)
        V = 1 - average(lambda h: mp.sech(h)**2, Q)
        slope = average(lambda h: mp.sech(h)**4, Q)
        rows.append(",".join([q, c] + [mp.nstr(x, 16) for x in (V, slope, product(mp.tanh, Q, C))]))
    (HERE / "long_inputs.csv").write_text("\n".join(rows) + "\n")


if __name__ == "__main__":
    noise_table()
    long_table()
