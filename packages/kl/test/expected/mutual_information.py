"""Mutual information worked out by other means. Run: python3 mutual_information.py > mutual_information.json

signal      two points -1, 1 and Gaussian noise: I = h(T) - h(noise), by quadrature in 25 digits (mpmath).
channels    closed forms in 25 digits: binary symmetric channel, Gaussian channel, correlated Gaussian pairs.
plane       five labelled points of the plane and Gaussian noise, by the trapezoid rule in two dimensions on p(t) and p(t|y).
layer       40 samples of 30 units, distances and kernels in float64.
neighbours  the first estimator of Kraskov et al. by all distances and scipy's digamma; of scikit-learn for one unit each,
            with its noise of 1e-10 standard deviations left out.
gaussian    ln det by LU (numpy.linalg.slogdet).
contrast    InfoNCE by scipy's logsumexp.
"""

import json

import mpmath as mp
import numpy as np
import scipy
import sklearn
from scipy.special import digamma, logsumexp
from sklearn.neighbors import KDTree, NearestNeighbors

mp.mp.dps = 25
rng = np.random.default_rng(7)


def signal(s):
    s = mp.mpf(s)
    density = lambda t: (mp.npdf(t, -1, s) + mp.npdf(t, 1, s)) / 2
    nodes = [-1 - 14 * s, -1 - 4 * s, -1, 0, 1, 1 + 4 * s, 1 + 14 * s]
    entropy = -mp.quad(lambda t: density(t) * mp.log(density(t)), nodes)
    kernel = lambda width: float(-mp.log((1 + mp.exp(-4 / (width * s * s))) / 2))
    return {
        "s": float(s),
        "exact": float(entropy - mp.log(2 * mp.pi * mp.e * s * s) / 2),
        "lower": kernel(8),
        "upper": kernel(2),
    }


def channels():
    flip = mp.mpf("0.1")
    return {
        "binarySymmetric": float(mp.log(2) + flip * mp.log(flip) + (1 - flip) * mp.log(1 - flip)),
        "gaussianSnr10": float(mp.log(11) / 2),
        "correlated": {rho: float(-mp.log(1 - mp.mpf(rho) ** 2) / 2) for rho in ["0.5", "0.9"]},
    }


def plane():
    points = np.array([[0.0, 0.0], [0.5, 0.25], [-0.75, 1.0], [1.5, -0.5], [1.25, 0.5]])
    labels = np.array([0, 0, 1, 1, 2])
    s2 = 0.25
    axis = np.arange(-7, 8, 0.03125)
    tx, ty = np.meshgrid(axis, axis, indexing="ij")
    each = [np.exp(-((tx - x) ** 2 + (ty - y) ** 2) / (2 * s2)) / (2 * np.pi * s2) for x, y in points]
    area = 0.03125**2

    def entropy(chosen):
        p = np.mean([each[i] for i in chosen], axis=0)
        return float(-np.sum(p * np.log(np.maximum(p, 1e-300))) * area)

    noise = np.log(2 * np.pi * np.e * s2)
    within = sum(np.mean(labels == y) * (entropy(np.flatnonzero(labels == y)) - noise) for y in set(labels))
    everything = entropy(range(5)) - noise
    return {
        "points": points.ravel().tolist(),
        "labels": labels.tolist(),
        "noiseVariance": s2,
        "input": everything,
        "inputGivenLabel": float(within),
        "label": float(everything - within),
        "kernels": kernels(points, labels, s2),
    }


def kernels(h, labels, s2):
    distances = np.sum((h[:, None, :] - h[None, :, :]) ** 2, axis=2)

    def information(width, rows):
        d = distances[np.ix_(rows, rows)]
        return float(-np.mean(logsumexp(-d / (width * s2), axis=1) - np.log(len(rows))))

    result = {}
    for name, width in [("lower", 8), ("upper", 2)]:
        given = sum(np.mean(labels == y) * information(width, np.flatnonzero(labels == y)) for y in set(labels))
        result[name] = {"input": information(width, np.arange(len(h))), "inputGivenLabel": float(given)}
    return result


def layer():
    h = np.float32(np.tanh(rng.normal(0, 1, (40, 30)) + 0.3 * rng.normal(0, 1, (40, 1)))).astype(np.float64)
    labels = np.arange(40) % 3
    variances = [0.1, 1.0, 5.0]
    return {
        "h": h.ravel().tolist(),
        "labels": labels.tolist(),
        "bounds": [{"noiseVariance": s2, **kernels(h, labels, s2)} for s2 in variances],
    }


def kraskov(x, y, k):
    n = len(x)
    dx = np.max(np.abs(x[:, None, :] - x[None, :, :]), axis=2)
    dy = np.max(np.abs(y[:, None, :] - y[None, :, :]), axis=2)
    joint = np.maximum(dx, dy)
    np.fill_diagonal(joint, np.inf)
    radius = np.sort(joint, axis=1)[:, k - 1]
    nx = np.sum(dx < radius[:, None], axis=1) - 1
    ny = np.sum(dy < radius[:, None], axis=1) - 1
    return float(digamma(k) + digamma(n) - np.mean(digamma(nx + 1) + digamma(ny + 1)))


def scikit(x, y, k):
    """sklearn.feature_selection._mutual_info._compute_mi_cc without its last line, which sets what is negative to 0."""
    joint = NearestNeighbors(metric="chebyshev", n_neighbors=k).fit(np.hstack([x, y]))
    radius = np.nextafter(joint.kneighbors()[0][:, -1], 0)
    counts = [
        KDTree(v, metric="chebyshev").query_radius(v, radius, count_only=True, return_distance=False) for v in (x, y)
    ]
    n = len(x)
    return float(digamma(n) + digamma(k) - sum(np.mean(digamma(c)) for c in counts))


def neighbours():
    cases = []
    for n, dx, dy, rho, k in [(60, 1, 1, 0.0, 1), (200, 1, 1, 0.9, 3), (150, 2, 1, 0.6, 3), (120, 2, 2, 0.8, 5)]:
        x = rng.normal(0, 1, (n, dx))
        y = rho * x[:, [0] * dy] + np.sqrt(1 - rho**2) * rng.normal(0, 1, (n, dy))
        # Each in units of its spread, the root of the mean variance of its units.
        u, v = (z / np.sqrt(z.var(axis=0).mean()) for z in (x, y))
        value = kraskov(u, v, k)
        assert abs(value - scikit(u, v, k)) < 1e-12
        cases.append(
            {"x": x.ravel().tolist(), "y": y.ravel().tolist(), "samples": n, "neighbours": k, "information": value}
        )
    return cases


def gaussian():
    a = rng.normal(0, 1, (4, 6))
    root = rng.normal(0, 1, (6, 6))
    s = root @ root.T
    joint = np.block([[s, s @ a.T], [a @ s, a @ s @ a.T + 0.3 * np.eye(4)]])
    return {
        "weights": a.ravel().tolist(),
        "covariance": s.ravel().tolist(),
        "noiseVariance": 0.3,
        "joint": joint.ravel().tolist(),
        "information": float(np.linalg.slogdet(np.eye(4) + a @ s @ a.T / 0.3)[1] / 2),
    }


def contrast():
    batches = rng.normal(0, 2, (3, 5, 5))
    bounds = [float(np.mean(np.diag(f) - logsumexp(f, axis=1) + np.log(5))) for f in batches]
    return {"batches": [f.ravel().tolist() for f in batches], "bounds": bounds}


print(
    json.dumps(
        {
            "made": f"mutual_information.py with numpy {np.__version__}, scipy {scipy.__version__}, mpmath {mp.__version__}, "
            f"scikit-learn {sklearn.__version__}",
            "signal": [signal(s) for s in ["0.3", "0.5", "1", "2"]],
            "channels": channels(),
            "plane": plane(),
            "layer": layer(),
            "neighbours": neighbours(),
            "gaussian": gaussian(),
            "contrast": contrast(),
        }
    )
)
