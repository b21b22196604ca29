"""ln of the singular values of long products of small matrices, in 400 digits.

Written to data/log_sigma.csv: matrix size, number of factors, seed, then the logarithms in
descending order. The entries are those of PlainMatrix (tests/singular/products.hpp).
"""
import pathlib

from mpmath import matrix, mp, svd_r

mp.dps = 400


def entries(seed):
    state = seed
    while True:
        state = (1103515245 * state + 12345) % 2**31
        yield mp.mpf(state >> 11) / 524288 - 1


def log_sigma(size, factors, seed):
    numbers = entries(seed)
    product = mp.eye(size)
    for _ in range(factors):
        factor = matrix(size, size)
        for i in range(size):
            for j in range(size):
                factor[i, j] = next(numbers)
        product = factor * product
    sigma = svd_r(product, compute_uv=False)
    return [mp.log(s) for s in sorted(sigma, reverse=True)]


def main():
    lines = []
    for size, factors, seed in ((6, 10, 1), (6, 200, 2), (12, 150, 3), (12, 400, 4)):
        logs = log_sigma(size, factors, seed)
        lines.append(",".join([str(size), str(factors), str(seed)] + [mp.nstr(x, 20) for x in logs]))
    path = pathlib.Path(__file__).parent / "data" / "log_sigma.csv"
    path.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
