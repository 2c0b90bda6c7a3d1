"""The Hierarchical Feature Model by enumeration, in 40 digits. Run: python3 hfm.py > hfm.json

Numbers of the model: every state one by one up to 10 units, level by level beyond. Divergences: every gauge times every
order of the units, each with its own g by the secant method on the derivative (the package searches by dynamic programming
and solves for g once).
"""

import itertools
import json
import random

import mpmath as mp

mp.mp.dps = 40


def level(bits):
    return max((k for k, bit in enumerate(bits, 1) if bit), default=0)


def energy(m, convention):
    return m if convention == "A" else max(m - 1, 0)


def double(x):
    return float(x)


def weights_by_level(n, g, convention):
    """Number of states of each level, and the weight of each."""
    return [(1 if m == 0 else mp.mpf(2) ** (m - 1), mp.exp(-g * energy(m, convention))) for m in range(n + 1)]


def entropy(probabilities):
    return -mp.fsum(p * mp.log(p) for p in probabilities if p > 0)


def model(n, g, convention):
    g = mp.mpf(g)
    levels = weights_by_level(n, g, convention)
    z = mp.fsum(count * weight for count, weight in levels)
    p = [count * weight / z for count, weight in levels]
    h = -mp.fsum(share * mp.log(weight / z) for share, (_, weight) in zip(p, levels) if share > 0)
    if n <= 10:  # the same from the states
        states = [mp.exp(-g * energy(level(bits), convention)) for bits in itertools.product((0, 1), repeat=n)]
        assert abs(mp.fsum(states) / z - 1) < mp.mpf(10) ** -35
        assert abs(entropy([weight / z for weight in states]) / h - 1) < mp.mpf(10) ** -30
    return {
        "units": n,
        "g": double(g),
        "convention": convention,
        "logPartition": double(mp.log(z)),
        "entropy": double(h),
        "relevance": double(entropy(p)),
        "meanDetail": double(mp.fsum(m * share for m, share in enumerate(p))),
        "levels": [double(share) for share in p],
        "means": [double(p[k] + mp.fsum(p[k + 1 :]) / 2) for k in range(1, n + 1)],
    }


def best_g(mean_energy, n, convention):
    """g at which the model's mean energy is this one, and ln Z there."""
    def log_z(g):
        return mp.log(mp.fsum(count * weight for count, weight in weights_by_level(n, g, convention)))

    def gap(g):
        levels = weights_by_level(n, g, convention)
        z = mp.fsum(count * weight for count, weight in levels)
        return mp.fsum(energy(m, convention) * c * w for m, (c, w) in enumerate(levels)) / z - mean_energy

    g = mp.findroot(gap, (mp.mpf("0.1"), mp.mpf("0.9")), tol=1e-60)
    return g, log_z(g)


def arranged_energy(p, n, ground, order, convention):
    """Mean energy where `order` lists the units of bits 1, 2, ...; a bit is 1 where a unit differs from the ground state."""
    total = mp.mpf(0)
    for state, share in enumerate(p):
        bits = [(state ^ ground) >> unit & 1 for unit in order]
        total += share * energy(level(bits), convention)
    return total


def divergence(counts, convention, grounds=None, signs="not negative"):
    """The least divergence of all gauges, orders and g; a g that would be negative is 0 unless `signs` is 'any'."""
    n = (len(counts) - 1).bit_length()
    total = mp.mpf(sum(counts))
    p = [mp.mpf(c) / total for c in counts]
    found = []
    for ground in range(2**n) if grounds is None else grounds:
        for order in itertools.permutations(range(n)):
            e = arranged_energy(p, n, ground, order, convention)
            g, log_z = best_g(e, n, convention)
            if g < 0 and signs == "not negative":
                g, log_z = mp.mpf(0), n * mp.log(2)
            found.append((g * e + log_z - entropy(p), e, g, ground, order))
    least = min(d for d, *_ in found)
    ties = [each for each in found if each[0] - least < mp.mpf(10) ** -25]
    d, e, g, ground, order = min(ties, key=lambda each: (each[3], each[4]))
    return {
        "counts": counts,
        "convention": convention,
        "grounds": grounds,
        "signs": signs,
        "divergence": double(d),
        "meanEnergy": double(e),
        "g": double(g),
        "groundState": ground,
        "order": list(order),
        "ties": len(ties),
        "entropy": double(entropy(p)),
        "multiInformation": double(multi_information(p, n)),
    }


def multi_information(p, n):
    units = []
    for unit in range(n):
        one = mp.fsum(share for state, share in enumerate(p) if state >> unit & 1)
        units.append(entropy([one, 1 - one]))
    return mp.fsum(units) - entropy(p)


def independent_bits(n, q):
    """n independent bits, each 1 with probability q: the order does not matter, only which positions are flipped."""
    q = mp.mpf(q)
    least = mp.mpf(n)
    for flips in itertools.product((0, 1), repeat=n):
        zero = [q if flip else 1 - q for flip in flips]
        least = min(least, n - mp.fsum(mp.fprod(zero[j:]) for j in range(n)))
    g, log_z = best_g(least, n, "A")
    return {"units": n, "q": double(q), "g": double(g), "divergence": double(g * least + log_z - n * entropy([q, 1 - q]))}


def resolution_and_relevance(counts):
    total = mp.mpf(sum(counts))
    by_count = {}
    for k in counts:
        if k > 0:
            by_count[k] = by_count.get(k, 0) + k
    return {
        "counts": counts,
        "resolution": double(entropy([k / total for k in counts])),
        "relevance": double(entropy([share / total for share in by_count.values()])),
    }


def antipodal(n):
    """Two opposite states: one is level 0, the other level n."""
    e = mp.mpf(n) / 2
    g, log_z = best_g(e, n, "A")
    return {"units": n, "g": double(g), "divergence": double(g * e + log_z - mp.log(2))}


def dead_unit(n):
    """One unit always 0, the others fair: the dead one is the finest, the others are of the level of n - 1 free bits."""
    e = mp.fsum(m * mp.mpf(2) ** (m - n) for m in range(1, n))
    g, log_z = best_g(e, n, "A")
    return {"units": n, "g": double(g), "divergence": double(g * e + log_z - (n - 1) * mp.log(2))}


random.seed(1)
models = [
    model(n, g, convention)
    for n in (1, 5, 10, 60)
    for g in (mp.mpf("-0.5"), 0, mp.mpf("0.3"), mp.mpf("0.5"), mp.mpf(float(mp.log(2))), mp.mpf("1.2"), 30)
    for convention in "AB"
]
three = [21, 5, 13, 4, 27, 9, 14, 7]
four = [[random.randint(0, 9) for _ in range(16)] for _ in range(3)]
skewed = [40, 3, 11, 0, 7, 1, 2, 1, 19, 0, 6, 1, 2, 0, 0, 1]
print(
    json.dumps(
        {
            "made": f"hfm.py with mpmath {mp.__version__}",
            "models": models,
            "divergences": [divergence(three, c) for c in "AB"]
            + [divergence(three, "A", [0])]
            + [divergence(counts, c, signs=signs) for counts in four for c in "AB" for signs in ("not negative", "any")]
            + [divergence(skewed, c) for c in "AB"]
            + [divergence(skewed, "A", [5], signs) for signs in ("not negative", "any")],
            "independentBits": [independent_bits(10, mp.mpf(1) / 10), independent_bits(6, mp.mpf(1) / 4)],
            "antipodal": antipodal(10),
            "deadUnits": [dead_unit(n) for n in (4, 8, 10)],
            "resolutionAndRelevance": [resolution_and_relevance([5, 3, 3, 2, 1, 1, 1]), resolution_and_relevance(three)],
        },
        indent=1,
    )
)
