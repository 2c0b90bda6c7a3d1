"""A 2 x 2 block of the square lattice and its whole surroundings beyond a buffer of one spin, on a cylinder of width 6.
Run: python3 surrounded_block.py > surrounded_block.json (a minute).

By a dense row-to-row matrix and einsum over rows and sides. The best of all 65,536 rules is found among one of each class
under the symmetries of the block and of the spins, over the environments that differ.
"""

import json

import numpy as np

KC = np.log(1 + np.sqrt(2)) / 2


def spins(n):
    return np.array([[2 * ((s >> i) & 1) - 1 for i in range(n)] for s in range(2**n)])


def joint(k):
    """p(block state, environment), shape (16, 65536)."""
    s = spins(6)
    h = np.sum(s * np.roll(s, -1, axis=1), axis=1)
    t = np.exp(k * (s @ s.T) + 0.5 * k * (h[:, None] + h[None, :]) - 9 * k)
    psi = np.abs(np.linalg.eigh(t)[1][:, -1])  # with half of the bonds within the row
    half = np.exp(0.5 * k * h - 3 * k)
    r, p = spins(4), spins(2)
    # Columns 0 and 5 are outside the buffer; the row beyond it is summed over these.
    top = np.zeros((16, 4))
    for inner in range(16):
        for pair in range(4):
            row = (pair & 1) | (inner << 1) | ((pair >> 1) << 5)
            top[inner] += psi[row] * half[row] * np.exp(k * p @ p[pair])
    beside, around = np.exp(k * (p @ p.T)), np.exp(k * p[:, 0] * p[:, 1])
    out = np.einsum(
        "ta,ab,bc,cd,ud,a,b,c,d->tabcdu", top, beside, beside, beside, top, around, around, around, around
    )
    within = np.exp(k * np.sum(r[:, :3] * r[:, 1:], axis=1))
    down = np.exp(k * r @ r.T)
    side = np.exp(k * (np.outer(r[:, 0], p[:, 0]) + np.outer(r[:, 3], p[:, 1])))
    rows = np.einsum("tr,ra,r,rs,sb,s->tabs", down, side, within, down, side, within)
    found = np.zeros((16, 16, 4, 4, 4, 4, 16))
    middle = (np.arange(16) >> 1) & 3
    for upper in range(4):
        onto = np.einsum("tabs,sr->tabr", rows * (middle == upper), down)
        for lower in range(4):
            found[upper + 4 * lower] = np.einsum("tabr,udcr->tabcdu", onto, rows * (middle == lower))
    found *= out
    return (found / found.sum()).reshape(16, -1)


def xlogx(x):
    return np.where(x > 0, x * np.log(np.where(x > 0, x, 1)), 0)


def told(q, rule):
    up, e = np.asarray(rule, float) @ q, q.sum(0)
    return float(
        (xlogx(up) + xlogx(e - up) - xlogx(e)).sum() - xlogx(up.sum()) - xlogx(1 - up.sum())
    )


def classes():
    place = [(0, 0), (0, 1), (1, 0), (1, 1)]
    turns = [
        lambda i, j: (i, j), lambda i, j: (j, i), lambda i, j: (1 - i, j), lambda i, j: (i, 1 - j),
        lambda i, j: (1 - i, 1 - j), lambda i, j: (j, 1 - i), lambda i, j: (1 - j, i), lambda i, j: (1 - j, 1 - i),
    ]  # fmt: skip
    maps = []
    for turn in turns:
        to = [place.index(turn(*x)) for x in place]
        for flip in (0, 15):
            maps.append([sum(((v >> i) & 1) << to[i] for i in range(4)) ^ flip for v in range(16)])
    seen, chosen = set(), []
    for rule in range(2**16):
        if rule in seen:
            continue
        chosen.append(rule)
        for m in maps:
            image = sum(((rule >> v) & 1) << m[v] for v in range(16))
            seen |= {image, 65535 ^ image}
    return np.array(chosen), np.array([[(rule >> v) & 1 for v in range(16)] for rule in chosen], float)


def best(p, rules, bits):
    signature = np.round(p / p.sum(0), 12)
    _, which = np.unique(signature.T, axis=0, return_inverse=True)
    q = np.array([np.bincount(which.ravel(), weights=row) for row in p])
    e = q.sum(0)
    found = (-1.0, 0)
    for start in range(0, len(bits), 256):
        up = bits[start : start + 256] @ q
        total = up.sum(1)
        information = (xlogx(up) + xlogx(e - up)).sum(1) - xlogx(e).sum() - xlogx(total) - xlogx(1 - total)
        at = int(information.argmax())
        if information[at] > found[0] + 1e-13:
            found = (float(information[at]), int(rules[start + at]))
    return found


ups = [bin(v).count("1") for v in range(16)]
RULES = {
    "one spin": [v & 1 for v in range(16)],
    "majority": [int(u > 2 or (u == 2 and v & 1)) for v, u in enumerate(ups)],
    "majority, ties up": [int(u >= 2) for u in ups],
}
rules, bits = classes()
points = []
for k in (0.05, 0.075, 0.1, 0.125, 0.15, 0.2, 0.3, float(KC), 0.6):
    p = joint(k)
    e, v = p.sum(0), p.sum(1)
    whole = float(np.sum(p * np.log(p / (v[:, None] * e[None, :]))))
    optimum, rule = best(p, rules, bits)
    points.append(
        {
            "coupling": k,
            "whole block": whole,
            **{name: told(p, table) for name, table in RULES.items()},
            "optimum": optimum,
            "best rule": rule,
        }
    )
print(json.dumps({"made": f"surrounded_block.py with numpy {np.__version__}", "points": points}, indent=2))
