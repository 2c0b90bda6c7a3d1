"""a = alpha tanh(beta sigma_w^2) by scipy, for the asymptotes of docs/relative-entropy.md and of table 1.
Run: python3 asymptote_tanh.py > asymptote_tanh.json

Means over three seeds with their standard errors, which weight the fits and make chi^2. The errors are those of three
networks, so chi^2 is not distributed as with known errors: p is from a parametric bootstrap, in which three networks of each
sigma_w^2 scatter about the fitted curve as ours do, and are averaged and fitted as ours are.
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


NETWORKS = 3
DRAWS = 20000


def bootstrap(a, se):
    """How often curves that are of this form are as far off, and the standard error of that."""
    found = fit(a, se)
    right = found["alpha"] * np.tanh(found["beta"] * X)
    rng = np.random.default_rng(13)
    far = 0
    for _ in range(DRAWS):
        networks = right + np.sqrt(NETWORKS) * np.array(se) * rng.normal(size=(NETWORKS, len(X)))
        far += fit(networks.mean(0), networks.std(0, ddof=1) / np.sqrt(NETWORKS))["chi2"] >= found["chi2"]
    p = far / DRAWS
    return {"p": p, "p_se": float(np.sqrt(p * (1 - p) / DRAWS))}


print(
    json.dumps(
        {
            "made": f"asymptote_tanh.py with numpy {np.__version__}, scipy {scipy.__version__}",
            "sigma_w2": X.tolist(),
            "fits": [
                {"name": name, "a": a, **({} if se is None else {"se": se}), **fit(a, se), **({} if se is None else bootstrap(a, se))}
                for name, (a, se) in CURVES.items()
            ],
        },
        indent=2,
    )
)
