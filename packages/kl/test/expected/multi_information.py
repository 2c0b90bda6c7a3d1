"""Multi-information of the units of small tanh networks by brute force, for test/multi-information.

A reference layer of independent normal units is pushed through s' = W tanh(s) + b. Densities of single units are integrals
over all other units on a grid; the joint entropy is found twice, by the Jacobian and from the joint density on a grid.
Nothing is sampled.

    python3 multi_information.py > multi_information.json        numpy 2, scipy 1; half a minute
"""

import json

import numpy as np
from scipy.special import digamma


def trapezoid(values, axes):
    for axis in reversed(range(values.ndim)):
        values = np.trapezoid(values, axes[axis], axis=axis)
    return float(values)


def entropy(density, *axes):
    return -trapezoid(np.where(density > 0, density * np.log(np.where(density > 0, density, 1)), 0), axes)


def normal(x, mean, variance):
    return np.exp(-((x - mean) ** 2) / (2 * variance)) / np.sqrt(2 * np.pi * variance)


def log_sech2(x):
    return 2 * (np.log(2) - np.abs(x) - np.log1p(np.exp(-2 * np.abs(x))))


class Layer:
    """A layer of units by its joint density, a function of an array of shape (..., units)."""

    def __init__(self, density, units):
        self.density, self.units = density, units

    def push(self, weights, biases):
        inverse = np.linalg.inv(weights)
        determinant = abs(np.linalg.det(weights))

        def density(s):
            t = (s - biases) @ inverse.T
            inside = np.all(np.abs(t) < 1, axis=-1)
            t = np.where(inside[..., None], t, 0)
            before = np.arctanh(t)
            slope = np.prod(1 - t**2, axis=-1)
            return np.where(inside, self.density(before) / (determinant * slope), 0)

        return Layer(density, self.units)


def marginal_grid(layer, weights, biases, unit, points):
    """Density of s'_unit = Σ_j w_j tanh(s_j) + b, by integrating out all units but one of the layer before.

    In t = tanh(s) of the others, with t = sin(u) to gather the points at the ends, where the density has its steep parts.
    """
    row, bias = weights[unit], biases[unit]
    reach = np.sum(np.abs(row))
    kept = int(np.argmax(np.abs(row)))
    others = [j for j in range(layer.units) if j != kept]
    angle = np.linspace(-np.pi / 2, np.pi / 2, points)[1:-1]
    y = bias + reach * np.sin(np.linspace(-np.pi / 2, np.pi / 2, points))[1:-1]
    density = np.zeros_like(y)
    grids = np.meshgrid(*[angle] * len(others), indexing="ij")
    t_others = [np.sin(grid) for grid in grids]
    measure = np.ones_like(grids[0])
    for grid, t in zip(grids, t_others):
        measure = measure * np.cos(grid) / (1 - t**2)
    for i, value in enumerate(y):
        t_kept = (value - bias - sum(row[j] * t for j, t in zip(others, t_others))) / row[kept]
        inside = np.abs(t_kept) < 1
        t_kept = np.where(inside, t_kept, 0)
        s = np.empty(grids[0].shape + (layer.units,))
        s[..., kept] = np.arctanh(t_kept)
        for j, t in zip(others, t_others):
            s[..., j] = np.arctanh(t)
        integrand = np.where(inside, layer.density(s) * measure / (abs(row[kept]) * (1 - t_kept**2)), 0)
        density[i] = trapezoid(integrand, [angle] * len(others))
    return y, density


def moments(y, density):
    mass = trapezoid(density, [y])
    mean = trapezoid(y * density, [y]) / mass
    return mass, mean, trapezoid((y - mean) ** 2 * density, [y]) / mass


def log_slope_means(network, mean, variance, units, points):
    """E Σ ln φ'(s^l) of each layer, over a product grid of the reference layer."""
    z = np.linspace(-9, 9, points)
    grids = np.meshgrid(*[z] * units, indexing="ij")
    weight = np.ones_like(grids[0])
    for grid in grids:
        weight = weight * normal(grid, 0, 1)
    s = np.stack([mean + np.sqrt(variance) * grid for grid in grids], axis=-1)
    means = []
    for weights, biases in network:
        means.append(trapezoid(weight * np.sum(log_sech2(s), axis=-1), [z] * units))
        s = np.tanh(s) @ weights.T + biases
    return means


def layers_of(network, mean, variance, points, slope_points):
    units = network[0][0].shape[0]
    layer = Layer(lambda s: np.prod(normal(s, mean, variance), axis=-1), units)
    slopes = log_slope_means(network, mean, variance, units, slope_points)
    joint = units / 2 * np.log(2 * np.pi * np.e * variance)
    found = []
    for (weights, biases), slope in zip(network, slopes):
        joint += np.log(abs(np.linalg.det(weights))) + slope
        marginals = []
        for unit in range(units):
            y, density = marginal_grid(layer, weights, biases, unit, points)
            mass, m, v = moments(y, density)
            marginals.append({"mass": mass, "mean": m, "variance": v, "entropy": entropy(density / mass, y)})
        whole_mean = np.mean([u["mean"] for u in marginals])
        whole = np.mean([u["variance"] + (u["mean"] - whole_mean) ** 2 for u in marginals])
        # D of each unit from N(whole_mean, whole): cross-entropy less entropy.
        divergences = [
            0.5 * np.log(2 * np.pi * whole) + (u["variance"] + (u["mean"] - whole_mean) ** 2) / (2 * whole) - u["entropy"]
            for u in marginals
        ]
        layer = layer.push(weights, biases)
        found.append(
            {
                "massError": max(abs(u["mass"] - 1) for u in marginals),
                "jointEntropy": joint / units,
                "multiInformation": (sum(u["entropy"] for u in marginals) - joint) / units,
                "marginalDivergence": sum(divergences) / units,
                "divergence": 0.5 * np.log(2 * np.pi * np.e * whole) - joint / units,
            }
        )
    return found


def joint_entropy_of_two(network, mean, variance, points):
    """The same joint entropy from the joint density of the first layer on a grid of its own, in t = tanh(s)."""
    weights, biases = network[0]
    angle = np.linspace(-np.pi / 2, np.pi / 2, points)[1:-1]
    t = np.sin(angle)
    layer = Layer(lambda x: np.prod(normal(x, mean, variance), axis=-1), 2).push(weights, biases)
    image = np.stack(np.meshgrid(t, t, indexing="ij"), axis=-1) @ weights.T + biases
    density = layer.density(image)
    area = abs(np.linalg.det(weights)) * np.outer(np.cos(angle), np.cos(angle))
    logs = np.log(np.where(density > 0, density, 1))
    return -trapezoid(density * logs * area, [angle, angle]) / 2


NETWORKS = {
    "two units": {
        "mean": 0.1,
        "variance": 0.5,
        "network": [
            ([[1.2, -0.7], [0.4, 0.9]], [0.2, -0.1]),
            ([[0.8, 1.1], [-1.3, 0.5]], [0.0, 0.3]),
        ],
        "points": 6001,
        "slopePoints": 1201,
    },
    "three units": {
        "mean": 0.0,
        "variance": 0.4,
        "network": [([[1.0, -0.6, 0.3], [0.5, 0.8, -0.9], [-0.2, 0.7, 1.1]], [0.1, 0.0, -0.2])],
        "points": 401,
        "slopePoints": 121,
    },
}

def neighbour_entropy(values, k):
    """By all distances."""
    distances = np.sort(np.abs(values[:, None] - values[None, :]), axis=1)[:, k]
    return digamma(len(values)) - digamma(k) + np.log(2) + np.mean(np.log(distances))


def mean_log_variance(samples, draws=400_000):
    """Of the population variance of so many standard normal numbers, by drawing χ²: mean and standard error."""
    logs = np.log(np.random.default_rng(3).chisquare(samples - 1, draws) / samples)
    return float(np.mean(logs)), float(np.std(logs) / np.sqrt(draws))


if __name__ == "__main__":
    values = np.random.default_rng(5).gamma(2.0, size=40)
    results = {
        "neighbours": {
            "values": values.tolist(),
            "entropies": [{"k": k, "entropy": float(neighbour_entropy(values, k))} for k in (1, 3, 10)],
        },
        "logVariance": [dict(zip(("samples", "mean", "se"), (n, *mean_log_variance(n)))) for n in (2, 5, 40)],
    }
    for name, case in NETWORKS.items():
        network = [(np.array(w), np.array(b)) for w, b in case["network"]]
        layers = layers_of(network, case["mean"], case["variance"], case["points"], case["slopePoints"])
        coarse = layers_of(network, case["mean"], case["variance"], case["points"] // 2, case["slopePoints"] // 2)
        results[name] = {
            "mean": case["mean"],
            "variance": case["variance"],
            "network": [{"weights": np.ravel(w).tolist(), "biases": list(b)} for w, b in case["network"]],
            "layers": layers,
            # How far a grid of half the points is off: a bound on the error.
            "gridError": max(abs(a["multiInformation"] - b["multiInformation"]) for a, b in zip(layers, coarse)),
        }
        if name == "two units":
            results[name]["jointEntropyOnGrid"] = joint_entropy_of_two(network, case["mean"], case["variance"], 4001)
    print(json.dumps(results, indent=2))
