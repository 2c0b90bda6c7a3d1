"""Bounds on the information of a layer with Gaussian noise in numpy, driven by lines on stdin.

    python noise_kernel.py FOLDER DTYPE

FOLDER holds problem.json (units, noiseVariance) and h.f32; DTYPE, float32 or float64, is what all is computed in. The first
line out says what is running; every line in is answered by {"milliseconds": ..., "values": [lower, upper bound in nats]}.

Squared distances by one matrix product, which numpy hands to BLAS as a symmetric one, then in place: the distance of a
sample to itself is 0, so that the logarithm of the sum of exponentials needs no largest term taken out, and the kernel of
the upper bound is the fourth power of that of the lower one.
"""

import json
import sys
import time
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_info

folder, dtype = Path(sys.argv[1]), np.dtype(sys.argv[2]).type
problem = json.loads((folder / "problem.json").read_text())
h = np.fromfile(folder / "h.f32", dtype=np.float32).reshape(-1, problem["units"]).astype(dtype)
rate = dtype(-1 / (8 * problem["noiseVariance"]))


def bounds():
    centred = h - h.mean(axis=0)
    norms = np.einsum("ij,ij->i", centred, centred)
    matrix = centred @ centred.T
    matrix *= -2
    matrix += norms
    matrix += norms[:, None]
    np.maximum(matrix, 0, out=matrix)
    np.fill_diagonal(matrix, 0)
    matrix *= rate
    np.exp(matrix, out=matrix)
    lower = information(matrix)
    np.square(matrix, out=matrix)
    np.square(matrix, out=matrix)
    return [lower, information(matrix)]


def information(kernel):
    return float(np.log(len(h)) - np.mean(np.log(kernel.sum(axis=1)), dtype=np.float64))


(blas,) = [library for library in threadpool_info() if library["user_api"] == "blas"]
name = f"numpy {np.__version__}, {blas['internal_api']} {blas['version']}, {dtype.__name__}"
print(json.dumps({"name": name}), flush=True)
for _ in sys.stdin:
    start = time.perf_counter()
    values = bounds()
    milliseconds = 1000 * (time.perf_counter() - start)
    print(json.dumps({"milliseconds": milliseconds, "values": values}), flush=True)
