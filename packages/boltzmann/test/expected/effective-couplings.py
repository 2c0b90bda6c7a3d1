"""Couplings between the visible units of restricted Boltzmann machines, by listing every visible state in 40 digits: writes
effective-couplings.json.

    python3 effective-couplings.py        (mpmath)

J of the sites S is the mean over all states of ln(sum over h of e^-E) times the product of the spins of S: the
definition, not the integral of the package.
"""

import itertools
import json
import pathlib

import numpy as np
from mpmath import exp, log, mp, mpf

mp.dps = 40


def float32(x):
    return np.asarray(x, dtype=np.float32).astype(np.float64)


def couplings(w, b, c):
    visible, hidden = w.shape
    states = list(itertools.product([0, 1], repeat=visible))
    minus_f = []
    for v in states:
        total = mpf(0)
        for i in range(visible):
            total += mpf(float(b[i])) * v[i]
        for j in range(hidden):
            x = mpf(float(c[j]))
            for i in range(visible):
                x += mpf(float(w[i, j])) * v[i]
            total += log(1 + exp(x))
        minus_f.append(total)
    rows = []
    for order in range(1, visible + 1):
        for sites in itertools.combinations(range(visible), order):
            mean = mpf(0)
            for v, f in zip(states, minus_f):
                sign = 1
                for i in sites:
                    sign *= 2 * v[i] - 1
                mean += sign * f
            rows.append({"sites": list(sites), "coupling": float(mean / len(states))})
    return {
        "weights": w.tolist(),
        "visibleBiases": b.tolist(),
        "hiddenBiases": c.tolist(),
        "couplings": rows,
    }


def pattern(rows, columns, size, start):
    return float32([[size * np.sin(start + 1.7 * i + 0.9 * j * (i + 1)) for j in range(columns)] for i in range(rows)])


def machine(visible, hidden, size):
    return couplings(pattern(visible, hidden, size, 0.3), pattern(1, visible, 1, 2)[0], pattern(1, hidden, size, 4)[0])


cases = [machine(4, 3, 1), machine(6, 2, 5), machine(5, 4, 30), machine(3, 2, 200), machine(7, 1, 0.01)]
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(cases, indent=1) + "\n")
