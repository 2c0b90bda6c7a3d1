"""a = alpha tanh(beta sigma_w^2) by scipy, for the asymptotes of docs/relative-entropy.md and of table 1.
Run: python3 asymptote_tanh.py > asymptote_tanh.json

Means over three seeds with their standard errors, which weight the fits and make chi^2 (3 degrees of freedom).
"""

import json

import numpy as np
import scipy
from scipy.optimize import curve_fit

X = np.array([1.5, 2, 2.5, 3, 3.5])
CURVES = {
    "table 1": ([0.94206177, 1.2620232, 1.50775046, 1.56994777, 1.70476922], None),
    "untrained": (
        [0.249052, 0.326081, 0.363542, 0.382151, 0.399704],
        [0.006044, 0.005840, 0.003608, 0.002701, 0.002577],
    ),
    "one epoch": (
        [0.293948, 0.378743, 0.426978, 0.445590, 0.463528],
        [0.005396, 0.005419, 0.002536, 0.003435, 0.003245],
    ),
    "15 epochs": (
        [0.380400, 0.439755, 0.477478, 0.492598, 0.497291],
        [0.006932, 0.006905, 0.003331, 0.001860, 0.003734],
    ),
    "15 epochs, of 2021": (
        [1.030278, 1.348839, 1.555314, 1.648960, 1.682353],
        [0.022846, 0.009091, 0.013512, 0.010162, 0.021417],
    ),
    "mean field": ([0.250561, 0.324035, 0.361102, 0.380995, 0.392193], None),
}


def fit(a, se):
    a = np.array(a)
    curve = lambda x, alpha, beta: alpha * np.tanh(beta * x)
    p, c = curve_fit(
        curve, X, a, p0=(a[-1], 0.5), sigma=se, absolute_sigma=se is not None, ftol=1e-14, xtol=1e-14, gtol=1e-14
    )
    left = a - curve(X, *p)
    found = {"alpha": p[0], "beta": p[1], "farthest": float(np.abs(left).max())}
    if se is None:
        return found
    return {**found, "chi2": float(np.sum((left / np.array(se)) ** 2))}


print(
    json.dumps(
        {
            "made": f"asymptote_tanh.py with numpy {np.__version__}, scipy {scipy.__version__}",
            "sigma_w2": X.tolist(),
            "fits": [
                {"name": name, "a": a, **({} if se is None else {"se": se}), **fit(a, se)}
                for name, (a, se) in CURVES.items()
            ],
        },
        indent=2,
    )
)
