"""Energies of small rings and of the 4 x 4 torus by listing every state, and the pseudo-likelihood of some states by scipy's
minimiser: writes thermometer.json.

    python3 thermometer.py        (numpy, scipy)
"""

import json
import pathlib

import numpy as np
from scipy.optimize import minimize_scalar


def bonds(dimension, size):
    if dimension == 1:
        return [(i, (i + 1) % size) for i in range(size)]
    at = lambda row, column: (row % size) * size + column % size
    return [pair for r in range(size) for c in range(size) for pair in ((at(r, c), at(r, c + 1)), (at(r, c), at(r + 1, c)))]


def energies(dimension, size):
    """The law of the mean of the products of neighbours: values, and how many states have each."""
    sites = size if dimension == 1 else size * size
    states = np.arange(2**sites)
    total = np.zeros(2**sites, dtype=int)
    for i, j in bonds(dimension, size):
        total += 1 - 2 * (((states >> i) ^ (states >> j)) & 1)
    return np.unique(total, return_counts=True)


def moments(dimension, size, coupling):
    values, counts = energies(dimension, size)
    weights = counts * np.exp(coupling * (values - values.max()))
    p = weights / weights.sum()
    u = values / len(bonds(dimension, size))
    mean = float(p @ u)
    return {
        "dimension": dimension,
        "size": size,
        "coupling": coupling,
        "energyPerBond": mean,
        "energyVariance": float(p @ (u - mean) ** 2),
    }


def conditional(dimension, size, samples, seed):
    """Random spins with a bias to agree, and the coupling of their pseudo-likelihood."""
    random = np.random.default_rng(seed)
    sites = size if dimension == 1 else size * size
    spins = np.where(random.random((samples, sites)) < random.random((samples, 1)), 1, -1)
    sums = np.zeros_like(spins)
    for i, j in bonds(dimension, size):
        sums[:, i] += spins[:, j]
        sums[:, j] += spins[:, i]
    minus = lambda k: np.sum(np.log(2 * np.cosh(k * sums)) - k * spins * sums)
    k = minimize_scalar(minus, bracket=(0, 0.5), tol=1e-14).x
    scores = np.sum(spins * sums - sums * np.tanh(k * sums), axis=1)
    error = np.sqrt(np.sum(scores**2)) / np.sum(sums**2 / np.cosh(k * sums) ** 2)
    return {
        "dimension": dimension,
        "size": size,
        "spins": spins.tolist(),
        "coupling": float(k),
        "standardError": float(error),
    }


cases = {
    "energies": [moments(*of, k) for of in [(1, 3), (1, 8), (1, 13), (2, 4)] for k in [0.0, 0.1, 0.44, 1.0, 2.0]],
    "conditionals": [conditional(1, 7, 12, 1), conditional(2, 4, 10, 2)],
}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(cases) + "\n")
