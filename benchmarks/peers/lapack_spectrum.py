"""The peer of a spectrum: the product of two Gaussian matrices and LAPACK's dgesdd of it.

usage: lapack_spectrum.py WIDTH THREADS; prints one line of JSON like widefield_workload. Only the
decomposition is timed, not the drawing of the weights.
"""
import json
import os
import sys
import time

width, threads = (int(a) for a in sys.argv[1:3])
os.environ["OPENBLAS_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = str(threads)

import numpy  # noqa: E402, after the number of threads
import scipy.linalg  # noqa: E402

generator = numpy.random.default_rng(1)
jacobian = generator.standard_normal((width, width)) @ generator.standard_normal((width, width)) / width
start = time.perf_counter()
sigma = scipy.linalg.svd(jacobian, compute_uv=False, lapack_driver="gesdd", check_finite=False)
seconds = time.perf_counter() - start
assert abs((sigma**2).mean() - 1) < 0.1
print(json.dumps({"workload": f"lapack_spectrum_{width}", "seconds": seconds, "units": 1}))
