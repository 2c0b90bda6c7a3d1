"""Least-squares fits of h e^(-r x) + f in which one or two points outweigh all others, in numbers of 200 digits, by mpmath,
for the tests of leastSquares. Run: python3 far_weights.py > far_weights.json
"""

import json
import math

import mpmath as mp

mp.mp.dps = 200
x = [i / 4 for i in range(25)]
y = [2 * math.exp(-0.7 * p) + 0.3 + 0.02 * math.cos(12 * p) for p in x]


def fit(weights):
    p = mp.matrix([2, 0.69, 0.29])
    for _ in range(300):
        normal, right, squares = mp.zeros(3, 3), mp.zeros(3, 1), mp.mpf(0)
        for place, value, weight in zip(x, y, weights):
            left = mp.exp(-p[1] * place)
            row = [left, -place * p[0] * left, 1]
            residual = mp.mpf(value) - (p[0] * left + p[2])
            squares += weight * residual**2
            for i in range(3):
                right[i] += weight * row[i] * residual
                for j in range(3):
                    normal[i, j] += weight * row[i] * row[j]
        step = mp.lu_solve(normal, right)
        p = p + step
        if mp.norm(step) < mp.mpf(10) ** -60:
            break
    else:
        raise ArithmeticError(weights)
    covariance = normal**-1 * squares / (len(x) - 3)
    return {
        "parameters": [float(v) for v in p],
        "standardErrors": [float(mp.sqrt(covariance[i, i])) for i in range(3)],
    }


fits = []
for at in ([4], [4, 10]):
    for size in (1e4, 1e8, 1e12, 1e16, 1e20):
        weights = [size if i in at else 1 for i in range(25)]
        fits.append({"weights": weights, **fit(weights)})
print(json.dumps({"made": f"far_weights.py with mpmath {mp.__version__}", "x": x, "y": y, "fits": fits}, indent=1))
