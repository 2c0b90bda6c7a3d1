"""Expected values of mutual and multi-information, by enumeration of joint distributions, definitions written out.

The 4 x 4 torus: all 2^16 states. The cylinder: dense row-to-row matrices, powers by multiplication, sums over every row of
the buffer and the block. Run: python3 information.py > information.json (a minute)
"""
import itertools
import json
import math
from collections import defaultdict


def torus(K, size=4):
    """{state as a tuple of +-1, row by row: probability}."""
    n = size * size
    bonds = [(size * y + x, size * y + (x + 1) % size) for y in range(size) for x in range(size)]
    bonds += [(size * y + x, size * ((y + 1) % size) + x) for y in range(size) for x in range(size)]
    weights = {}
    for spins in itertools.product((-1, 1), repeat=n):
        weights[spins] = math.exp(K * sum(spins[a] * spins[b] for a, b in bonds))
    Z = math.fsum(weights.values())
    return {spins: w / Z for spins, w in weights.items()}


def marginal(p, sites):
    parts = defaultdict(list)
    for spins, q in p.items():
        parts[tuple(spins[i] for i in sites)].append(q)
    return {spins: math.fsum(qs) for spins, qs in parts.items()}


def multi_information(p):
    """D(p || product of the p_i), term by term."""
    n = len(next(iter(p)))
    up = [math.fsum(q for spins, q in p.items() if spins[i] > 0) for i in range(n)]
    return math.fsum(
        q * (math.log(q) - sum(math.log(up[i] if s > 0 else 1 - up[i]) for i, s in enumerate(spins)))
        for spins, q in p.items()
    )


def mutual_information(joint):
    """Of {(a, b): probability}."""
    pa, pb = defaultdict(float), defaultdict(float)
    for (a, b), q in joint.items():
        pa[a] += q
        pb[b] += q
    return math.fsum(q * math.log(q / (pa[a] * pb[b])) for (a, b), q in joint.items() if q > 0)


def majority(block):
    return (sum(block) > 0) - (sum(block) < 0) or block[0]


def block_rules(joint):
    """Of {(block, environment): probability} with blocks of four spins."""
    def told(rule):
        h = defaultdict(float)
        for (v, e), q in joint.items():
            h[rule(v), e] += q
        return mutual_information(h)
    blocks = list(itertools.product((-1, 1), repeat=4))
    number = {v: sum(1 << i for i in range(4) if v[i] > 0) for v in blocks}
    environments = sorted({e for _, e in joint})
    rows = [[0.0] * len(environments) for _ in range(16)]
    for (v, e), q in joint.items():
        rows[number[v]][environments.index(e)] += q
    totals = [math.fsum(column) for column in zip(*rows)]
    xlogx = lambda x: x * math.log(x) if x > 1e-300 else 0.0
    base = sum(map(xlogx, totals))
    best, best_rule = -1.0, None
    # One row of the table is added or taken away from one rule to the next (Gray code); the last state stays down.
    up, rule = [0.0] * len(environments), 0
    for k in range(1, 2 ** 15):
        bit = (k & -k).bit_length() - 1
        rule ^= 1 << bit
        if rule >> bit & 1:
            up = [a + b for a, b in zip(up, rows[bit])]
        else:
            up = [a - b for a, b in zip(up, rows[bit])]
        p = sum(up)
        i = sum(xlogx(u) + xlogx(t - u) for u, t in zip(up, totals)) - base - xlogx(p) - xlogx(1 - p)
        if i > best + 1e-12:
            best, best_rule = i, rule
    # Once more from the definition, without the rounding of 32767 additions.
    optimum = told(lambda v: best_rule >> number[v] & 1)
    assert abs(optimum - best) < 1e-11
    return {
        "decimation": told(lambda v: v[0]),
        "majority": told(majority),
        "optimum": optimum,
        "optimalRule": best_rule,
        "block": mutual_information(joint),
    }


def cylinder_joint(K, buffer, width=4):
    rows = list(itertools.product((-1, 1), repeat=width))
    inner = [sum(r[i] * r[(i + 1) % width] for i in range(width)) for r in rows]
    n = len(rows)
    T = [
        [math.exp(K * ((inner[a] + inner[b]) / 2 + sum(x * y for x, y in zip(rows[a], rows[b])))) for b in range(n)]
        for a in range(n)
    ]
    multiply = lambda A, B: [[math.fsum(a * b for a, b in zip(row, column)) for column in zip(*B)] for row in A]
    v = [1.0] * n
    for _ in range(400):
        v = [math.fsum(a * b for a, b in zip(row, v)) for row in T]
        norm = math.sqrt(math.fsum(x * x for x in v))
        v = [x / norm for x in v]
    T = [[x / norm for x in row] for row in T]
    through = T
    for _ in range(buffer):
        through = multiply(through, T)
    joint = defaultdict(float)
    for top in range(n):
        for a in range(n):
            left = v[top] * through[top][a]
            for b in range(n):
                middle = left * T[a][b]
                block = rows[a][:2] + rows[b][:2]
                for bottom in range(n):
                    joint[block, (top, bottom)] += middle * through[b][bottom] * v[bottom]
    assert abs(math.fsum(joint.values()) - 1) < 1e-12
    return joint


if __name__ == "__main__":
    K_C = math.asinh(1) / 2
    multi, rules, cylinders = [], [], []
    for K in (0.2, K_C, 0.7):
        p = torus(K)
        steps = [
            list(range(16)),
            [4 * y + x for y in range(4) for x in range(4) if (x + y) % 2 == 0],
            [0, 2, 8, 10],
            [0, 10],
        ]
        multi.append({"coupling": K, "perSpin": [multi_information(marginal(p, s)) / len(s) for s in steps]})
        # The block 5, 6, 9, 10 and the four sites with no neighbour in it.
        joint = {(s[:4], s[4:]): q for s, q in marginal(p, [5, 6, 9, 10, 0, 3, 12, 15]).items()}
        rules.append({"coupling": K, **block_rules(joint)})
    for K, buffer in ((0.4, 1), (K_C, 0)):
        cylinders.append({"coupling": K, "buffer": buffer, **block_rules(cylinder_joint(K, buffer))})
    print(json.dumps({"multiInformation": multi, "torusRules": rules, "cylinderRules": cylinders}, indent=1))
