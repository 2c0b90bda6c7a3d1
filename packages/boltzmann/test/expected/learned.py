"""Restricted Boltzmann machines worked out by listing every state of both layers: writes learned.json.

    python3 learned.py

Weights are the float32 that the package receives; all else is in float64 (numpy), the Gaussian units by the trapezoid rule.
"""

import itertools
import json
import pathlib

import numpy as np


def float32(x):
    return np.asarray(x, dtype=np.float32).astype(np.float64)


def states(n):
    return np.array(list(itertools.product([0, 1], repeat=n)), dtype=float)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def log_sum(x):
    largest = np.max(x)
    return largest + np.log(np.sum(np.exp(x - largest)))


def free_energy(v, w, b, c):
    """By the sum over hidden states, not by its closed form."""
    h = states(len(c))
    return -log_sum(v @ b + h @ c + h @ (v @ w))


W = float32([[0.8012, -0.5031, 0.2507], [-0.3518, 0.6023, 1.1009], [0.4504, -0.9015, -0.2006], [1.0521, 0.3017, -0.7513]])
B = float32([-0.1503, 0.2511, 0.0507, -0.4002])
C = float32([0.3004, -0.2008, 0.1016])
DATA = np.array([[1, 0, 1, 1], [0, 1, 0, 0], [1, 1, 0, 1], [0, 0, 0, 0], [1, 0, 0, 1]], dtype=float)


def tiny():
    v, h = states(4), states(3)
    joint = np.exp((v @ B)[:, None] + h @ C + v @ W @ h.T)
    p_v = joint.sum(1) / joint.sum()
    data = np.array([np.mean([np.all(row == x) for row in DATA]) for x in v])
    # Rows: the state of a chain before a step of it; columns: after.
    h_given_v = joint / joint.sum(1, keepdims=True)
    v_given_h = (joint / joint.sum(0)).T
    step = h_given_v @ v_given_h
    statistics = v[:, :, None] * sigmoid(C + v @ W)[:, None, :]

    def mean(p):
        return np.tensordot(p, statistics, 1)

    return {
        "weights": W.tolist(),
        "visibleBiases": B.tolist(),
        "hiddenBiases": C.tolist(),
        "data": DATA.tolist(),
        "logPartition": float(np.log(joint.sum())),
        "probabilities": p_v.tolist(),
        "freeEnergies": [float(free_energy(row, W, B, C)) for row in DATA],
        "meanLogLikelihood": float(data @ np.log(p_v)),
        "gradient": (mean(data) - mean(p_v)).tolist(),
        "expectedContrast": [(mean(data) - mean(data @ np.linalg.matrix_power(step, k))).tolist() for k in (1, 2)],
        "hiddenMeans": sigmoid(C + DATA @ W).tolist(),
    }


def pattern(rows, columns, size, start):
    return float32([[size * np.sin(start + 1.7 * i + 0.9 * j * (i + 1)) for j in range(columns)] for i in range(rows)])


def larger(visible, hidden, size):
    """By listing the visible layer, which is the one that the package sums out where it has more units."""
    w, b, c = pattern(visible, hidden, size, 0.3), pattern(1, visible, 1, 2)[0], pattern(1, hidden, 1, 4)[0]
    v = states(visible)
    log_partition = log_sum(v @ b + np.sum(np.logaddexp(0, c + v @ w), axis=1))
    return {
        "weights": w.tolist(),
        "visibleBiases": b.tolist(),
        "hiddenBiases": c.tolist(),
        "logPartition": float(log_partition),
    }


def gaussian():
    """Two Gaussian and three hidden units: integrals over a grid, whose error is far below rounding."""
    w, b, c = pattern(2, 3, 0.8, 1), pattern(1, 2, 1, 2)[0], pattern(1, 3, 1, 4)[0]
    spacing = 0.05
    x = np.arange(-12, 12, spacing)
    v = np.stack(np.meshgrid(x, x, indexing="ij"), -1).reshape(-1, 2)
    h = states(3)
    exponents = -0.5 * np.sum((v - b) ** 2, 1)[:, None] + h @ c + v @ w @ h.T
    weights = np.exp(exponents).sum(1) * spacing**2
    rows = float32([[0.4, -1.2], [2.5, 0.3], [-0.7, 1.9]])
    free = [-log_sum(-0.5 * np.sum((row - b) ** 2) + h @ c + h @ (row @ w)) for row in rows]
    return {
        "weights": w.tolist(),
        "visibleBiases": b.tolist(),
        "hiddenBiases": c.tolist(),
        "logPartition": float(np.log(weights.sum())),
        "means": (weights @ v / weights.sum()).tolist(),
        "rows": rows.tolist(),
        "freeEnergies": [float(f) for f in free],
    }


cases = {
    "tiny": tiny(),
    "larger": [larger(12, 9, 0.8), larger(7, 14, 1.5), larger(3, 2, 300)],
    "gaussian": gaussian(),
}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(cases, indent=1) + "\n")
