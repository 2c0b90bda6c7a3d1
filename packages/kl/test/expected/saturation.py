"""Least-squares fits of a (1 - b^x) by scipy, for the tests of fitSaturation. Run: python3 saturation.py > saturation.json

The fits printed with the notebook's curves are those of curve_fit with its default tolerances (ftol = 1.5e-8, numerical
derivatives), which stops short of the minimum: by up to 7e-6 of a, 3e-4 of b. Here the same curves are fitted again with
exact derivatives until rounding stops it. The point at x = 0, through which every such curve goes, is no degree of freedom
of the errors: it is left out of the fit, and counts for rms and for the printed default alone.
"""

import json
import os

import numpy as np
import scipy
from scipy.optimize import curve_fit

here = os.path.dirname(os.path.abspath(__file__))
notebook = json.load(open(os.path.join(here, "notebook.json")))


def curve(x, a, b):
    return a * (1 - b**x)


def slope(x, a, b):
    return np.stack([1 - b**x, -a * x * b**x / b], axis=1)


def fit(x, y, weights=None):
    sigma = None if weights is None else weights**-0.5
    loose, loose_covariance = curve_fit(curve, x, y, p0=(1, 0.5), sigma=sigma)
    free = x > 0
    tight, covariance = curve_fit(
        curve,
        x[free],
        y[free],
        p0=loose,
        sigma=None if sigma is None else sigma[free],
        jac=slope,
        ftol=1e-15,
        xtol=1e-15,
        gtol=1e-15,
    )
    w = np.ones_like(y) if weights is None else weights
    se = np.sqrt(np.diag(covariance))
    return {
        "a": tight[0],
        "b": tight[1],
        "aSe": se[0],
        "bSe": se[1],
        "rms": float(np.sqrt(np.sum(w * (y - curve(x, *tight)) ** 2) / np.sum(w))),
        "default": {"a": loose[0], "b": loose[1], "aSe": float(np.sqrt(loose_covariance[0, 0]))},
    }


curves = []
for run in notebook["runs"]:
    if "curveFit" not in run:
        continue
    y = np.array(run["kl"][:-2]) / (784 * np.log(2 * np.pi * np.e * run["sigmaW2"]) / 2)
    curves.append(fit(np.arange(28.0), y))

rng = np.random.default_rng(37)
x = np.array([0.5, 1.0, 1.5, 2.5, 4.0, 6.0, 9.0, 13.0])
y = np.round(-3.0 * (1 - 0.8**x) + 0.1 * rng.standard_normal(x.size), 6)
weights = np.array([1.0, 2.0, 0.5, 3.0, 1.0, 1.0, 4.0, 0.25])
print(
    json.dumps(
        {
            "made": f"saturation.py with numpy {np.__version__}, scipy {scipy.__version__}",
            "notebook": curves,
            "weighted": {
                "x": x.tolist(),
                "y": y.tolist(),
                "weights": weights.tolist(),
                "fit": fit(x, y, weights),
            },
        },
        indent=1,
    )
)
