"""Expected values for the tests of @rgflow/numerics, by numpy and scipy. Run: python3 numerics.py > numerics.json"""

import json

import numpy as np
import scipy
from scipy.optimize import brentq, curve_fit
from scipy.stats import sem

rng = np.random.default_rng(20211203)
x = np.round(np.linspace(0.0, 6.0, 25), 6)
y = np.round(2.5 * np.exp(-0.7 * x) + 0.3 + 0.02 * rng.standard_normal(x.size), 6)
sd = np.round(0.01 + 0.03 * rng.random(x.size), 6)


def decay(t, height, rate, floor):
    return height * np.exp(-rate * t) + floor


def fit(sigma):
    p, cov = curve_fit(decay, x, y, p0=(1.0, 1.0, 0.0), sigma=sigma, xtol=1e-15, ftol=1e-15, gtol=1e-15)
    w = np.ones_like(x) if sigma is None else sigma**-2.0
    r = y - decay(x, *p)
    return {
        "parameters": p.tolist(),
        "standardErrors": np.sqrt(np.diag(cov)).tolist(),
        "rms": float(np.sqrt(np.sum(w * r**2) / np.sum(w))),
    }


draws = np.round(rng.normal(0.13, 0.02, 40), 6)
print(
    json.dumps(
        {
            "made": f"numerics.py with numpy {np.__version__}, scipy {scipy.__version__}",
            "estimate": {"samples": draws.tolist(), "value": float(draws.mean()), "standardError": float(sem(draws))},
            "decay": {
                "x": x.tolist(),
                "y": y.tolist(),
                "standardDeviations": sd.tolist(),
                "unweighted": fit(None),
                "weighted": fit(sd),
            },
            "roots": {
                "cosine": brentq(lambda t: np.cos(t) - t, 0, 1, xtol=1e-15),
                "quintic": brentq(lambda t: t**5 - t - 1, 1, 2, xtol=1e-15),
            },
        },
        indent=1,
    )
)
