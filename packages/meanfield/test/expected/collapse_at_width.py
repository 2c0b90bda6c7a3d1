"""The layer in which random tanh networks of N units lose their input, by drawing networks: M inputs, every two alike.

Layer 0 is drawn as the units are: a mean N(0, c) in each, and N(0, d) about it in each input, so that its kernel is exactly
c and c + d. Bounds on the information through noise from the distances of all pairs, in each layer; the first layer in
which they are below (ln M)/2, between layers by a straight line. Means and standard deviations over networks.

    python3 collapse_at_width.py > collapse_at_width.json          numpy 2.4; two minutes
"""

import json

import numpy as np

SAMPLES, NETWORKS = 64, 1000


def bound(distances, kappa):
    return -np.mean(np.log(np.mean(np.exp(-distances / kappa), axis=1)))


def crossing(values, level):
    below = np.flatnonzero(np.array(values) < level)
    if len(below) == 0:
        return np.nan
    if below[0] == 0:
        return 0.0
    l = below[0]
    return l - 1 + (values[l - 1] - level) / (values[l - 1] - values[l])


def networks(sw, sb, q, rho, n, depth, looks, seed):
    rng = np.random.default_rng(seed)
    normal = lambda variance, *shape: np.float32(np.sqrt(variance)) * rng.standard_normal(shape, np.float32)
    found = []
    for _ in range(NETWORKS):
        s = normal(rho * q, n) + normal((1 - rho) * q, SAMPLES, n)
        curves = [[] for _ in looks]
        for layer in range(depth + 1):
            if layer > 0:
                s = np.tanh(s) @ normal(sw / n, n, n) + normal(sb, n)
            about = (s - s.mean(axis=0)).astype(float)
            gram = about @ about.T
            squares = np.diag(gram)
            distances = np.maximum(squares[:, None] + squares[None, :] - 2 * gram, 0)
            size = s.var(dtype=float)
            for look, curve in zip(looks, curves):
                noise = look["noise"] * (size if look["scale"] == "layer" else 1)
                curve.append(bound(distances, (8 if look["bound"] == "lower" else 2) * noise))
        found.append([crossing(curve, np.log(SAMPLES) / 2) for curve in curves])
    found = np.array(found)
    return [
        look
        | {
            "lost": int(np.sum(np.isfinite(column))),
            "mean": float(np.mean(column)),
            "se": float(np.std(column, ddof=1) / np.sqrt(NETWORKS)),
            "scatter": float(np.std(column, ddof=1)),
        }
        for look, column in zip(looks, found.T)
    ]


if __name__ == "__main__":
    cases = []
    for sw, n, depth in [(1.0, 100, 30), (1.25, 100, 45), (1.25, 300, 45)]:
        looks = [
            {"scale": scale, "bound": name, "noise": noise}
            for scale, name, noise in [
                ("absolute", "lower", 0.3),
                ("absolute", "upper", 0.3),
                ("absolute", "lower", 0.03),
                ("layer", "lower", 0.3),
            ]
        ]
        inputs = {"sigmaW2": sw, "sigmaB2": 0.05, "secondMoment": 0.2, "correlation": 0.4, "units": n, "depth": depth}
        found = networks(sw, 0.05, 0.2, 0.4, n, depth, looks, 5)
        cases.append(inputs | {"samples": SAMPLES, "networks": NETWORKS, "looks": found})
    print(json.dumps({"cases": cases}, indent=1))
