"""Expected values for the tests of significance: Student's t in 40 digits by mpmath, Welch's test by scipy, Holm's
correction by statsmodels. Run: python3 significance.py > significance.json"""

import json

import mpmath as mp
import numpy as np
import scipy
import statsmodels
from scipy.stats import ttest_ind, ttest_ind_from_stats
from statsmodels.stats.multitest import multipletests

mp.mp.dps = 40


def student_p(t, degrees):
    t, degrees = mp.mpf(t), mp.mpf(degrees)
    return float(mp.betainc(degrees / 2, mp.mpf(1) / 2, 0, degrees / (degrees + t**2), regularized=True))


def many_degrees_p(t, degrees):
    # Of so many degrees by the integral of the density: hypergeometric series do not end.
    t, n = mp.mpf(t), mp.mpf(degrees)
    density = lambda x: mp.exp(-(n + 1) / 2 * mp.log1p(x * x / n))
    far = [t + k / max(t, mp.mpf(1)) for k in (0, 1, 2, 4, 8, 16, 32, 64, 128)]
    # Γ((n + 1)/2) / Γ(n/2) √(2/n) by its series, to 1e-18 at 9e5 degrees.
    norm = (1 - 1 / (4 * n) + 1 / (32 * n**2)) / mp.sqrt(2 * mp.pi)
    return float(2 * norm * mp.quad(density, far))


ts = [0.0, 1e-8, 0.1, 0.7, 1.3, 2.776445105, 4.0, 9.96, 31.0, 400.0, 1e6, 1e12]
degrees = [0.3, 1.0, 1.07, 2.0, 4.0, 5.63, 17.2, 98.0, 1e4]
rng = np.random.default_rng(13)


def welch(first, second):
    found = ttest_ind(second, first, equal_var=False)
    return {
        "first": list(first),
        "second": list(second),
        "t": float(found.statistic),
        "degrees": float(found.df),
        "p": float(found.pvalue),
    }


samples = lambda n, mean, sd: np.round(mean + sd * rng.standard_normal(n), 5).tolist()
families = [
    [0.01, 0.04, 0.03],
    [0.2, 0.001, 0.001, 0.5, 0.04, 0.9],
    [0.6, 0.7],
    [0.05],
    np.round(rng.random(14) ** 4, 6).tolist(),
]
print(
    json.dumps(
        {
            "made": f"significance.py with mpmath {mp.__version__}, scipy {scipy.__version__}, statsmodels {statsmodels.__version__}",
            "student": [{"t": t, "degrees": n, "p": student_p(t, n)} for n in degrees for t in ts],
            "many": [
                {"t": t, "degrees": n, "p": many_degrees_p(t, n)}
                for n in [9e5, 1e6, 3e7, 1e10, 1e14, 1e15, 1e16, 1e100, 1e300]
                for t in [1e-200, 1e-6, 0.3, 1.0, 3.0, 12.0, 37.0]
            ],
            "welch": [
                welch([1.0, 2.0, 3.0], [2.0, 4.0, 6.0, 8.0]),
                welch(samples(5, 0.9, 0.003), samples(5, 0.88, 0.01)),
                welch(samples(3, 0.0, 1e-9), samples(40, 0.0, 1.0)),
                welch(samples(2, 5.0, 1.0), samples(2, -5.0, 0.1)),
            ],
            "holm": [{"p": p, "corrected": multipletests(p, method="holm")[1].tolist()} for p in families],
        },
        indent=1,
    )
)
