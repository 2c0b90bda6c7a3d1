"""Multi-information of the layers of random networks, by other means than the package's.

theory       q, the correlation map of two samples and E ln φ' by the trapezoid rule in 30 digits (mpmath): the package has
             the means and variances of units in their place. T/N = (1/2) ln(d_m/v_0) - Σ ε, d = q (1 - ρ).
rates        the same at the fixed point, slopes by a central difference in 30 digits.
determinants E ln|det| of N x N normal matrices by mpmath's digamma.
networks     random tanh networks drawn by numpy, N = 100: T/N with the determinants replaced by their mean, so that it is
             the only thing that drops out of the scatter; and how the kernel fluctuates. Means and standard errors.

    python3 multi_information.py > multi_information.json          numpy 2.4, mpmath 1.4; two minutes
"""

import json

import mpmath as mp
import numpy as np

mp.mp.dps = 30
STEP = mp.mpf(1) / 8
NODES = [k * STEP for k in range(-80, 81)]
WEIGHTS = [STEP * mp.npdf(z) for z in NODES]


def mean(f):
    return mp.fsum(w * f(z) for z, w in zip(NODES, WEIGHTS))


class Tanh:
    value = staticmethod(mp.tanh)
    log_slope = staticmethod(lambda u: -2 * mp.log(mp.cosh(u)))
    slope = staticmethod(lambda u: mp.sech(u) ** 2)


class Erf:
    value = staticmethod(mp.erf)
    log_slope = staticmethod(lambda u: mp.log(2 / mp.sqrt(mp.pi)) - u * u)
    slope = staticmethod(lambda u: 2 / mp.sqrt(mp.pi) * mp.exp(-u * u))


def overlap(q, c, phi):
    """E φ(u_1) φ(u_2) for variances q and covariance c: u_2 = (c/q) u_1 + an independent normal variable."""
    root, rest = mp.sqrt(q), mp.sqrt(q - c * c / q)
    inner = lambda u: mean(lambda z: phi.value(c / q * u + rest * z))
    return mean(lambda z: phi.value(root * z) * inner(root * z))


def theory(sw, sb, v0, depth, phi):
    sw, sb, v0 = mp.mpf(sw), mp.mpf(sb), mp.mpf(v0)
    q, c, volumes = v0, mp.mpf(0), mp.mpf(0)
    layers = []
    for _ in range(depth):
        volumes += mp.log(sw) / 2 - mp.mpf(1) / 2 + mean(lambda z: phi.log_slope(mp.sqrt(q) * z))
        c_next = sw * overlap(q, c, phi) + sb if c > 0 else sb
        q, c = sw * mean(lambda z: phi.value(mp.sqrt(q) * z) ** 2) + sb, c_next
        layers.append({"rho": float(c / q), "multiInformation": float(mp.log((q - c) / v0) / 2 - volumes)})
    return layers


def rates(sw, sb, phi):
    sw, sb = mp.mpf(sw), mp.mpf(sb)
    q = mp.findroot(lambda q: sw * mean(lambda z: phi.value(mp.sqrt(q) * z) ** 2) + sb - q, mp.mpf("0.5"))
    epsilon = mp.log(sw) / 2 - mp.mpf(1) / 2 + mean(lambda z: phi.log_slope(mp.sqrt(q) * z))
    chi = sw * mean(lambda z: phi.slope(mp.sqrt(q) * z) ** 2)
    return -epsilon, mp.log(chi) / 2


def slopes(sw, sb, phi):
    step = mp.mpf(10) ** -8
    above, below = rates(sw + step, sb, phi), rates(sw - step, sb, phi)
    return [float((a - b) / (2 * step)) for a, b in zip(above, below)]


def mean_log_determinant(n):
    return mp.fsum(mp.digamma(mp.mpf(k) / 2) - mp.log(mp.mpf(n) / 2) for k in range(1, n + 1)) / (2 * n)


def networks(sw, sb, v0, n, depth, count, samples, seed):
    """T/N in some layers, and in each the kernel's G and D: σ_w² times the means over units of g² and of Var φ."""
    rng = np.random.default_rng(seed)
    normal = lambda variance, *shape: np.float32(np.sqrt(variance)) * rng.standard_normal(shape, np.float32)
    determinant = float(mean_log_determinant(n)) + np.log(sw) / 2
    bias = float(mp.digamma(mp.mpf(samples - 1) / 2) - mp.log(mp.mpf(samples) / 2))
    found = {layer: [] for layer in LAYERS}
    for _ in range(count):
        s = normal(v0, samples, n)
        volumes = 0.0
        for layer in range(1, depth + 1):
            phi = np.tanh(s)
            volumes += determinant + np.mean(-2 * np.log(np.cosh(s)), dtype=float)
            g, w = phi.mean(axis=0, dtype=float), phi.var(axis=0, ddof=1, dtype=float)
            kernel = (sw * np.mean(g**2 - w / samples) + sb, sw * np.mean(w))
            s = phi @ normal(sw / n, n, n) + normal(sb, n)
            if layer in found:
                entropy = np.mean(np.log(s.var(axis=0, dtype=float)) - bias) / 2
                found[layer].append((entropy - np.log(v0) / 2 - volumes, *kernel))
    return [
        {"layer": layer, **summary(np.array(rows))}
        for layer, rows in found.items()
    ]


LAYERS = (1, 2, 5, 10, 20)
NETWORKS, SAMPLES = 2000, 400


def summary(rows):
    """Means and their standard errors; covariances of G and D times... themselves, with errors by the fourth moments."""
    count = len(rows)
    mean_of = lambda x: {"mean": float(np.mean(x)), "se": float(np.std(x, ddof=1) / np.sqrt(count))}
    t, g, d = rows.T
    dg, dd = g - g.mean(), d - d.mean()
    return {
        "multiInformation": mean_of(t),
        "g": mean_of(g),
        "d": mean_of(d),
        "gg": mean_of(dg * dg * count / (count - 1)),
        "gd": mean_of(dg * dd * count / (count - 1)),
        "dd": mean_of(dd * dd * count / (count - 1)),
    }


if __name__ == "__main__":
    results = {
        "theory": [
            {"activation": name, "sigmaW2": sw, "sigmaB2": sb, "variance": v0, "layers": theory(sw, sb, v0, 4, phi)}
            for name, phi, sw, sb, v0 in [
                ("tanh", Tanh, 1.0, 0.05, 0.15),
                ("tanh", Tanh, 2.5, 0.05, 0.3),
                ("erf", Erf, 1.5, 0.1, 0.4),
            ]
        ],
        "rates": [
            {"activation": name, "sigmaW2": sw, "sigmaB2": sb}
            | dict(zip(("pushForward", "halfLogChi1"), map(float, rates(sw, sb, phi))))
            | dict(zip(("pushForwardSlope", "orderedExcessSlope"), slopes(sw, sb, phi)))
            for name, phi, sw, sb in [
                ("tanh", Tanh, 1.0, 0.05),
                ("tanh", Tanh, 1.5, 0.05),
                ("tanh", Tanh, 1.76, 0.05),
                ("tanh", Tanh, 2.5, 0.05),
                ("erf", Erf, 1.3, 0.05),
            ]
        ],
        "determinants": [{"width": n, "mean": float(mean_log_determinant(n))} for n in (1, 2, 7, 100, 300, 784)],
        "networks": [
            {
                "sigmaW2": sw,
                "sigmaB2": 0.05,
                "variance": 0.1 * sw + 0.05,
                "width": 100,
                "networks": NETWORKS,
                "samples": SAMPLES,
                "layers": networks(sw, 0.05, 0.1 * sw + 0.05, 100, 20, NETWORKS, SAMPLES, 11),
            }
            for sw in (1.0, 1.76, 2.5)
        ],
    }
    print(json.dumps(results, indent=1))
