"""Writes activation_values.csv and activation_differences.csv: 25-digit truth from mpmath.

activation_values.csv       name, h, phi, phi', phi'', phi'''
activation_differences.csv  name, a, d, phi(a+d) - phi(a)

Arguments are doubles, taken as exact. Parameters: leaky_relu slope 0.125, alpha_relu power 1.5.
Kinks are left out; a derivative is 0 where a piece is flat. Needs mpmath: python3 activation_table.py
"""
import csv
import pathlib

from mpmath import mp, mpf

SLOPE, POWER = mpf("0.125"), mpf("1.5")
SELU_LAMBDA = mpf("1.0507009873554804934193349852946")
SELU_ALPHA = mpf("1.6732632423543772848170429916717")


def softplus(h):
    return mp.log1p(mp.exp(h))


SMOOTH = {
    "linear": lambda h: h,
    "tanh": mp.tanh,
    "erf": mp.erf,
    "erf_unit": lambda h: mp.erf(mp.sqrt(mp.pi) * h / 2),
    "sin": mp.sin,
    "sigmoid": lambda h: 1 / (1 + mp.exp(-h)),
    "gelu": lambda h: h * mp.erfc(-h / mp.sqrt(2)) / 2,
    "silu": lambda h: h / (1 + mp.exp(-h)),
    "softplus": softplus,
    "mish": lambda h: h * mp.tanh(softplus(h)),
}
PIECES = {  # borders, and the function between them
    "relu": ([0], [lambda h: 0 * h, lambda h: h]),
    "leaky_relu": ([0], [lambda h: SLOPE * h, lambda h: h]),
    "hard_tanh": ([-1, 1], [lambda h: -1 + 0 * h, lambda h: h, lambda h: 1 + 0 * h]),
    "elu": ([0], [mp.expm1, lambda h: h]),
    "selu": ([0], [lambda h: SELU_LAMBDA * SELU_ALPHA * mp.expm1(h), lambda h: SELU_LAMBDA * h]),
    "sign": ([0], [lambda h: -1 + 0 * h, lambda h: 1 + 0 * h]),
    "alpha_relu": ([0], [lambda h: 0 * h, lambda h: h**POWER]),
}
ARGUMENTS = [1e-30, 1e-8, 1e-3, 0.1, 0.3, 0.45, 0.7, 0.9, 1.1, 1.5, 2.0, 2.5, 3.0, 5.0, 8.0, 12.0,
             20.0, 25.0, 100.0]
BASES = [1e-3, 0.4, 0.75, 1.3, 3.7, 9.0, 15.0]
STEPS = [1e-30, 1e-8, 1e-4, 0.01, 0.2, 0.45, 0.9, 1.2, 5.0]
FAR = [-1e6, -800.0, -50.0, -0.75, 0.75, 50.0, 800.0, 1e6]  # ends of long steps
NAMES = list(SMOOTH) + list(PIECES)


def piece(name, h):
    """The analytic function that phi is around h, or None on a border."""
    if name in SMOOTH:
        return SMOOTH[name]
    borders, functions = PIECES[name]
    return None if h in borders else functions[sum(1 for b in borders if h > b)]


def taylor(name, h):
    """phi, phi', phi'', phi''' at h, or nothing where a double has no digits for them. Tails like
    exp(-h^2) and exp(-2 h) need their digits twice over."""
    steep = "erf" in name or name == "gelu"
    if piece(name, h) is None or (steep and abs(h) > 26):
        return None
    with mp.workdps(200 + int(abs(h) * (abs(h) / 2 if steep else 1))):
        f = piece(name, h)
        radius = mpf("1e-12") * abs(h)
        return [+f(h)] + [mp.diff(f, h, n, h=radius) for n in (1, 2, 3)]


def text(x):
    """What no double can tell from 0 is 0."""
    with mp.workdps(25):
        return mp.nstr(+x, 25) if abs(x) > mpf("1e-340") else "0.0"


def write(path, rows):
    with open(pathlib.Path(__file__).parent / path, "w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def values():
    for name in NAMES:
        for magnitude in ARGUMENTS:
            for h in (mpf(-magnitude), mpf(magnitude)):
                row = taylor(name, h)
                if row:
                    yield [name, text(h), *map(text, row)]


def difference(name, a, d):
    with mp.workdps(140):
        b = a + d
        if piece(name, a) is None or piece(name, b) is None:
            return None
        fa, fb = piece(name, a), piece(name, b)
        return [name, text(a), text(d), text(fb(b) - fa(a))]


def steps():
    for a in (s * mpf(x) for x in BASES for s in (-1, 1)):
        for d in (s * mpf(x) for x in STEPS for s in (-1, 1)):
            yield a, d
    for a in FAR:
        for b in FAR:
            if a != b:
                yield mpf(a), mpf(b - a)


def differences():
    for name in NAMES:
        for a, d in steps():
            row = difference(name, a, d)
            if row:
                yield row


if __name__ == "__main__":
    mp.dps = 40
    write("activation_values.csv", values())
    write("activation_differences.csv", differences())
