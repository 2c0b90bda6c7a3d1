"""Wide random tanh networks without biases, by scipy's adaptive quadrature.
Run: python3 without_biases.py > without_biases.json

chi_1 = sigma_w^2 E sech^4(sqrt(q*) z) and chi_q = d(sigma_w^2 E tanh^2(sqrt(q) z))/dq at q*, the latter by a central
difference in q. Below sigma_w^2 = 1 the variance goes to zero, where both slopes are sigma_w^2 itself.
"""

import json

import numpy as np
import scipy
from scipy.integrate import quad
from scipy.optimize import brentq


def average(f, q):
    density = lambda z: np.exp(-z * z / 2) / np.sqrt(2 * np.pi)
    return quad(lambda z: f(np.sqrt(q) * z) * density(z), -12, 12, epsabs=1e-15, epsrel=1e-13, limit=200)[0]


def step(w, q):
    return w * average(lambda u: np.tanh(u) ** 2, q)


def curve(w, x, layers):
    q = w * x
    first, kl = q, [0.0]
    for _ in range(layers):
        q = step(w, q)
        kl.append(float(0.5 * np.log(q / first)))
    return kl


def lengths(w):
    q = 0.0 if w <= 1 else brentq(lambda q: step(w, q) - q, 1e-6, 5, xtol=1e-15)
    if q == 0:
        return {"q_star": 0.0, "xi_q": -1 / np.log(w), "xi_1": -1 / np.log(w)}
    h = 1e-4 * q
    chi_q = (step(w, q + h) - step(w, q - h)) / (2 * h)
    return {"q_star": q, "xi_q": float(-1 / np.log(chi_q))}


print(
    json.dumps(
        {
            "made": f"without_biases.py with numpy {np.__version__}, scipy {scipy.__version__}",
            "lengths": [{"sigma_w2": w, **lengths(w)} for w in (0.83, 0.95, 1.05, 1.5)],
            "curves": [{"sigma_w2": w, "kl_per_unit": curve(w, 0.1, 40)} for w in (0.83, 1.0, 1.05)],
        },
        indent=2,
    )
)
