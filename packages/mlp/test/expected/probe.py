"""Ridge and softmax regressions of a small layer in float64, for the tests of @rgflow/mlp/probe.

    python3 probe.py > probe.json          (numpy 2.4.6, scipy 1.17.1)

Layer, values and labels are exact functions of their indices, so the test makes the same ones.
"""

import json

import numpy as np
from scipy.optimize import minimize

SAMPLES, UNITS, CLASSES = 240, 6, 3
FIT, CHOOSE = 120, 40
i = np.arange(SAMPLES)[:, None]
j = np.arange(UNITS)[None, :]
layer = (np.sin(1.3 * i * (j + 1) + j) * (1 + 2.0 * (j == 0)) + 0.5 * j).astype(np.float32).astype(float)
values = 0.7 * layer[:, 0] - 0.4 * layer[:, 3] + np.cos(7.1 * i[:, 0])
scores = np.stack([layer[:, 0] + np.sin(5 * i[:, 0]), 2 * layer[:, 1] + np.cos(3 * i[:, 0]), 0.3 + 0 * values], 1)
labels = scores.argmax(1)

fit, choose, score = slice(0, FIT), slice(FIT, FIT + CHOOSE), slice(FIT + CHOOSE, SAMPLES)
centred = layer - layer[fit].mean(0)
covariance = centred[fit].T @ centred[fit] / FIT
mean_variance = np.trace(covariance) / UNITS


def ridge():
    best = None
    for penalty in [1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1, 10]:
        mean = values[fit].mean()
        slopes = np.linalg.solve(
            covariance + penalty * mean_variance * np.eye(UNITS), centred[fit].T @ (values[fit] - mean) / FIT
        )
        error = ((values[choose] - mean - centred[choose] @ slopes) ** 2).sum()
        if best is None or error < best[0]:
            rest = values[score] - mean - centred[score] @ slopes
            best = error, penalty, 1 - (rest**2).sum() / ((values[score] - values[score].mean()) ** 2).sum()
    return {"penalty": best[1], "score": best[2]}


def objective(flat, penalty):
    w, b = flat[:-CLASSES].reshape(UNITS, CLASSES), flat[-CLASSES:]
    logits = centred[fit] @ w + b
    logits -= logits.max(1, keepdims=True)
    p = np.exp(logits)
    p /= p.sum(1, keepdims=True)
    loss = -np.log(p[np.arange(FIT), labels[fit]]).mean()
    residuals = (p - np.eye(CLASSES)[labels[fit]]) / FIT
    strength = penalty * mean_variance
    gradient = np.concatenate([(centred[fit].T @ residuals + strength * w).ravel(), residuals.sum(0)])
    return loss + strength / 2 * (w**2).sum(), gradient


def softmax(penalty):
    start = np.zeros((UNITS + 1) * CLASSES)
    result = minimize(objective, start, (penalty,), "BFGS", jac=True, options={"gtol": 1e-9, "maxiter": 10000})
    w, b = result.x[:-CLASSES].reshape(UNITS, CLASSES), result.x[-CLASSES:]
    logits = centred[score] @ w + b
    p = np.exp(logits - logits.max(1, keepdims=True))
    p /= p.sum(1, keepdims=True)
    scored = labels[score]
    return {
        "penalty": penalty,
        "objective": result.fun,
        "crossEntropy": -np.log(p[np.arange(len(scored)), scored]).mean(),
        "accuracy": (p.argmax(1) == scored).mean(),
    }


print(
    json.dumps(
        {
            "variances": sorted(np.linalg.eigvalsh(covariance).tolist(), reverse=True),
            "classes": np.bincount(labels).tolist(),
            "ridge": ridge(),
            "softmax": [softmax(penalty) for penalty in [1, 0.1, 0.01, 0.001]],
        }
    )
)
