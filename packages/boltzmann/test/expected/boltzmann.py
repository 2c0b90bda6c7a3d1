"""Boltzmann machines by other routes than the package, in 40 digits. Run: python3 boltzmann.py > boltzmann.json

A stack of Gaussian layers under visible units: for each visible state one Gaussian integral over all hidden units at once,
by LU of the joint matrix (the package eliminates layer by layer). One unit per layer: two-dimensional quadrature of e^{-H}.
Cumulants of hidden units: Taylor series of ln E e^{th}.
"""

import itertools
import json
import random

import mpmath as mp

mp.mp.dps = 40


def number(spread):
    return mp.mpf(random.randint(-64, 64)) * spread / 64  # exact in a double, for spread a power of two


def stack(widths, spread):
    fields = [[number(mp.mpf(1) / 2) for _ in range(n)] for n in widths]
    couplings = [[[number(spread) for _ in range(m)] for _ in range(n)] for n, m in zip(widths, widths[1:])]
    return fields, couplings


def joint(fields, couplings):
    """Matrix of the quadratic form of all hidden units, 1 on the diagonal."""
    widths = [len(f) for f in fields]
    offsets = [sum(widths[1:l]) for l in range(len(widths))]
    matrix = mp.eye(sum(widths[1:]))
    for l in range(1, len(widths) - 1):
        for i, row in enumerate(couplings[l]):
            for j, w in enumerate(row):
                matrix[offsets[l] + i, offsets[l + 1] + j] -= w
                matrix[offsets[l + 1] + j, offsets[l] + i] -= w
    return matrix


def visible(fields, couplings):
    matrix = joint(fields, couplings)
    hidden = [f for layer in fields[1:] for f in layer]
    weights = []
    for x in itertools.product((0, 1), repeat=len(fields[0])):
        source = list(hidden)
        for j in range(len(fields[1])):
            source[j] += mp.fsum(x[i] * couplings[0][i][j] for i in range(len(x)))
        source = mp.matrix(source)
        exponent = mp.fdot(fields[0], x) + (source.T * mp.lu_solve(matrix, source))[0] / 2
        weights.append(mp.exp(exponent) * (2 * mp.pi) ** (mp.mpf(len(hidden)) / 2) / mp.sqrt(mp.det(matrix)))
    total = mp.fsum(weights)
    return mp.log(total), [w / total for w in weights]


def quadrature(a, b, c, A, B):
    mp.mp.dps = 20
    weight = lambda x: lambda y, z: mp.exp(a * x + b * y + c * z - (y * y + z * z) / 2 + A * x * y + B * y * z)
    cuts = [-14, -4, 0, 4, 14]
    z0, z1 = (mp.quad(weight(x), cuts, cuts) for x in (0, 1))
    mp.mp.dps = 40
    return mp.log(z0 + z1), z1 / (z0 + z1)


def taylor(generating, order):
    series = mp.taylor(generating, 0, order, method="step", radius=mp.mpf("0.05"))
    return [series[n] * mp.factorial(n) for n in range(1, order + 1)]


floats = lambda x: [floats(y) for y in x] if isinstance(x, list) else float(x)
random.seed(3)
stacks = []
for widths, spread in (([3, 2, 2], mp.mpf(1) / 2), ([4, 3, 5, 2], mp.mpf(1) / 4), ([2, 4, 4, 4, 4, 3], mp.mpf(1) / 4), ([5, 1], mp.mpf(2))):
    fields, couplings = stack(widths, spread)
    assert min(mp.eigsy(joint(fields, couplings))[0]) > 0
    log_partition, probabilities = visible(fields, couplings)
    stacks.append(
        {
            "fields": floats(fields),
            "couplings": floats(couplings),
            "logPartition": float(log_partition),
            "probabilities": floats(probabilities),
        }
    )
chain = [mp.mpf(x) for x in ("0.25", "-0.5", "0.375", "0.75", "0.5")]
log_partition, mean = quadrature(*chain)
units = []
for field in (-3, mp.mpf("0.3"), 0, 2):
    bernoulli = lambda t: mp.log((1 + mp.exp(field + t)) / (1 + mp.exp(field)))
    spin = lambda t: mp.log(mp.cosh(field + t) / mp.cosh(field))
    for name, generating in (("bernoulli", bernoulli), ("spin", spin)):
        units.append(
            {
                "name": name,
                "field": float(field),
                "cumulants": floats(taylor(generating, 12)),
                "values": [[t, float(generating(mp.mpf(t)))] for t in (-40.0, -1.5, -1e-9, 0.7, 1.0, 300.0)],
            }
        )
print(
    json.dumps(
        {
            "made": f"boltzmann.py with mpmath {mp.__version__}",
            "stacks": stacks,
            "chain": {"parameters": floats(chain), "logPartition": float(log_partition), "mean": float(mean)},
            "units": units,
        },
        indent=1,
    )
)
