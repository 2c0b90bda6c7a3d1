"""Critical sigma_w^2 of a tanh network for a few sigma_b^2, by bisection in q and Simpson's rule; prints JSON.

    python3 critical_weight_variance.py > critical-weight-variance.json
"""
import json
from math import cosh, exp, pi, sqrt, tanh


def average(f, half_width=12.0, intervals=4000):
    h = 2 * half_width / intervals
    total = 0.0
    for i in range(intervals + 1):
        z = -half_width + i * h
        weight = 1 if i in (0, intervals) else 4 if i % 2 else 2
        total += weight * f(z) * exp(-z * z / 2)
    return total * h / 3 / sqrt(2 * pi)


def sigma_w2(q):
    return 1 / average(lambda z: cosh(sqrt(q) * z) ** -4)


def sigma_b2(q):
    return q - sigma_w2(q) * average(lambda z: tanh(sqrt(q) * z) ** 2)


def critical(target):
    low, high = 1e-3, 10.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if sigma_b2(middle) < target else (low, middle)
    return sigma_w2((low + high) / 2)


print(json.dumps([{"sigmaB2": b, "sigmaW2": critical(b)} for b in (0.001, 0.01, 0.05, 0.1, 0.3, 0.5)], indent=2))
