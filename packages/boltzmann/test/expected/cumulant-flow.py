"""Layers of hidden units that are not Gaussian, all summed over at once. Run: python3 cumulant-flow.py > cumulant-flow.json

The package integrates layer by layer. Here the joint weights of all layers below a layer are laid out as one array: the
couplings that they induce are the joint cumulants of the fields on that layer, the visible distribution is the sum over all.
Uniform units by 16 Gauss-Legendre nodes, Laplace units by 2 x 48 Gauss-Laguerre nodes.
"""

import itertools
import json

import numpy as np

A = np.array([[0.5, -0.3], [0.2, 0.4], [-0.6, 0.1]])
B = np.array([[0.3, 0.2], [-0.1, 0.5]])
FIELD = np.array([0.1, -0.2, 0.3])


def prior(kind):
    if kind == "spin":
        return np.array([-1.0, 1.0]), np.array([0.5, 0.5])
    if kind == "bernoulli":  # in the field 0.3
        s = 1 / (1 + np.exp(-0.3))
        return np.array([0.0, 1.0]), np.array([1 - s, s])
    if kind == "uniform":
        x, w = np.polynomial.legendre.leggauss(16)
        return np.sqrt(3) * x, w / 2
    x, w = np.polynomial.laguerre.laggauss(48)
    x, w = x / np.sqrt(2), w / 2
    return np.concatenate([-x[::-1], x]), np.concatenate([w[::-1], w])


def layer(kind):
    x, w = prior(kind)
    states = np.array(list(itertools.product(x, repeat=2)))
    return states, np.array([a * b for a, b in itertools.product(w, repeat=2)])


def joint(couplings, kinds):
    """Weights of all layers of `kinds`, the first axis the uppermost, with the states of that one."""
    states = [layer(kind) for kind in kinds]
    weights = states[0][1].reshape([-1] + [1] * (len(kinds) - 1))
    for l, coupling in enumerate(couplings):
        pair = np.exp(states[l][0] @ coupling @ states[l + 1][0].T) * states[l + 1][1][None, :]
        shape = [1] * len(kinds)
        shape[l], shape[l + 1] = pair.shape
        weights = weights * pair.reshape(shape)
    return states[0][0], weights


def induced(coupling, states, weights):
    p = weights.sum(axis=tuple(range(1, weights.ndim)))
    p = p / p.sum()
    u = states @ coupling.T
    first = p @ u
    c = u - first
    second = np.einsum("s,si,sj->ij", p, c, c)
    moment = np.einsum("s,si,si,sj,sj->ij", p, c, c, c, c)
    fourth = moment - np.outer(np.diag(second), np.diag(second)) - 2 * second**2
    return {"first": first.tolist(), "second": second.tolist(), "fourth": fourth.tolist()}


def machine(scale, kinds):
    couplings = [scale * A] + [scale * B] * (len(kinds) - 1)
    steps = []
    for l in reversed(range(len(kinds))):
        states, weights = joint(couplings[l + 1 :], kinds[l:])
        steps.append({"layer": l, **induced(couplings[l], states, weights)})
    p = []
    for x in itertools.product((0, 1), repeat=3):
        x = np.array(x)
        up = np.exp(states @ couplings[0].T @ x).reshape([-1] + [1] * (weights.ndim - 1))
        p.append(np.exp(FIELD @ x) * (weights * up).sum())
    z = sum(p)
    return {
        "field": FIELD.tolist(),
        "couplings": [c.tolist() for c in couplings],
        "kinds": kinds,
        "steps": steps,
        "logPartition": float(np.log(z)),
        "probabilities": [float(w / z) for w in p],
    }


print(json.dumps([
    machine(1.0, ["spin"] * 2),
    machine(1.0, ["spin"] * 3),
    machine(2.0, ["spin"] * 3),
    machine(1.0, ["bernoulli"] * 3),
    machine(1.0, ["uniform"] * 2),
    machine(1.0, ["uniform"] * 3),
    machine(1.0, ["spin", "laplace"]),
    machine(1.0, ["spin", "spin", "laplace"]),
]))
