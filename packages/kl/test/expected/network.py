"""A small tanh network and its layer divergences, by numpy in float64. Run: python3 network.py > network.json

publishedOfSamples: the estimator as the paper writes it, with the moments f_j = E tanh s_j, f_jk = E tanh s_j tanh s_k
of the samples in the double sum over the weights: eqs. (3.30), (3.34) of arXiv:2107.06898, last term over 2 v_m.
published: the same from 4,000,000 samples by the distances |s - mu|^2, with its standard error.
"""

import json

import numpy as np

rng = np.random.default_rng(30)
widths = [6, 9, 9, 9, 5]
sigma_w2, sigma_b2 = 2.0, 0.05
weights = [
    np.float32(rng.normal(0, np.sqrt(sigma_w2 / n), (m, n))).astype(np.float64) for n, m in zip(widths, widths[1:])
]
biases = [np.float32(rng.normal(0, np.sqrt(sigma_b2), m)).astype(np.float64) for m in widths[1:]]
images = np.float32(rng.random((3, widths[0]))).astype(np.float64)


def moments(image):
    z = weights[0] @ image + biases[0]
    layers = [z]
    for w, b in zip(weights[1:], biases[1:]):
        layers.append(w @ np.tanh(layers[-1]) + b)
    return [(float(z.mean()), float(z.var())) for z in layers]


def entropy_terms(stats, m):
    n0, nm, v0, vm = len(biases[0]), len(biases[m]), stats[0][1], stats[m][1]
    return -n0 / 2 * np.log(2 * np.pi * np.e * v0) + nm / 2 * np.log(2 * np.pi * vm)


def by_moments(stats, s):
    divergences = [0.0]
    for m in range(1, len(weights)):
        w, b, (mu, v) = weights[m], biases[m], stats[m]
        t = np.tanh(s)
        f, ff = t.mean(0), t.T @ t / len(t)
        q = np.sum(ff * (w.T @ w)) + 2 * f @ (w.T @ (b - mu)) + np.sum((b - mu) ** 2)
        divergences.append(float(entropy_terms(stats, m) + q / (2 * v)))
        s = t @ w.T + b
    return divergences


def by_distances(stats, rng, batches=40, batch=100_000):
    distances = [[] for _ in weights]
    for _ in range(batches):
        s = rng.normal(stats[0][0], np.sqrt(stats[0][1]), (batch, len(biases[0])))
        for m in range(1, len(weights)):
            s = np.tanh(s) @ weights[m].T + biases[m]
            distances[m].append(np.sum((s - stats[m][0]) ** 2, axis=1))
    result = [{"kl": 0.0, "klSe": 0.0}]
    for m in range(1, len(weights)):
        d = np.concatenate(distances[m])
        result.append(
            {
                "kl": float(entropy_terms(stats, m) + d.mean() / (2 * stats[m][1])),
                "klSe": float(d.std(ddof=1) / np.sqrt(d.size) / (2 * stats[m][1])),
            }
        )
    return result


def gaussian(stats):
    """Between the fitted normal densities of one neuron, by the definition: the integral of p ln(p/q)."""
    grid = np.linspace(-40, 40, 800_001)
    log_density = [-((grid - mu) ** 2) / (2 * v) - np.log(2 * np.pi * v) / 2 for mu, v in stats]
    p = np.exp(log_density[0])
    return [float(np.trapezoid(p * (log_density[0] - q), grid)) for q in log_density]


stats = [moments(image) for image in images]
samples = np.round(rng.normal(stats[0][0][0], np.sqrt(stats[0][0][1]), (50, widths[1])), 6)
print(
    json.dumps(
        {
            "made": f"network.py with numpy {np.__version__}",
            "weights": [w.ravel().tolist() for w in weights],
            "biases": [b.tolist() for b in biases],
            "images": images.tolist(),
            "moments": [[{"mean": mu, "variance": v} for mu, v in layers] for layers in stats],
            "samples": samples.tolist(),
            "publishedOfSamples": by_moments(stats[0], samples),
            "published": [by_distances(layers, rng) for layers in stats],
            "gaussianPerUnit": [gaussian(layers) for layers in stats],
        }
    )
)
