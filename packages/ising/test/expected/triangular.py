"""Expected values of the triangular lattice in triangles of three spins, by enumeration of clusters of blocks.

No formula of the package is used. The lattice is built from distances; the couplings of two blocks are projected out of the
cumulants of all 8^n states of a cluster that holds the two and every block with bonds to both, one weight at a time; the
fixed point is found on these enumerated coefficients. Run: python3 triangular.py > triangular.json
"""
import itertools
import json
import math

from mpmath import mp, mpf, exp, findroot, log, sqrt, matrix, eig, nstr

mp.dps = 30

# In units of half lattice constants and half their heights: (x, y) is at (x / 2, y sqrt(3) / 2).
CORNERS = [(0, 0), (2, 0), (1, 1)]
BLOCK_STEPS = [(3, 1), (0, 2), (-3, 1)]  # at 60 degrees to each other, sqrt(3) long


def distance2(a, b):
    """Squared, in lattice constants."""
    dx, dy = a[0] - b[0], a[1] - b[1]
    return (dx * dx + 3 * dy * dy) // 4 if (dx * dx + 3 * dy * dy) % 4 == 0 else None


def triangle(origin):
    return [(origin[0] + c[0], origin[1] + c[1]) for c in CORNERS]


def origins(count):
    return [
        (i * BLOCK_STEPS[0][0] + j * BLOCK_STEPS[1][0], i * BLOCK_STEPS[0][1] + j * BLOCK_STEPS[1][1])
        for i in range(-count, count + 1)
        for j in range(-count, count + 1)
    ]


def bonds_between(a, b, squared):
    """Bonds of a squared length between two triangles, as pairs of corners."""
    A, B = triangle(a), triangle(b)
    return [(i, j) for i in range(3) for j in range(3) if distance2(A[i], B[j]) == squared]


def block_averages(K):
    """<s_i> and <s_i s_j> in a triangle whose majority is up, over its four states."""
    Z, one, two = mpf(0), mpf(0), mpf(0)
    for s in itertools.product((1, -1), repeat=3):
        if sum(s) > 0:
            w = exp(K * (s[0] * s[1] + s[1] * s[2] + s[2] * s[0]))
            Z, one, two = Z + w, one + w * s[0], two + w * s[0] * s[1]
    return one / Z, two / Z


def second_order_coefficient(K, partner):
    """Of K^2 in the coupling of the block at the origin and `partner`: the second cumulant of all bonds of length 1 in the
    cluster of the two and all blocks with bonds to both, projected on the product of their spins, all states enumerated."""
    home = (0, 0)
    blocks = [home, partner] + [
        o for o in origins(2)
        if o not in (home, partner) and bonds_between(home, o, 1) + bonds_between(o, home, 1)
        and bonds_between(partner, o, 1) + bonds_between(o, partner, 1)
    ]
    bonds = [
        (3 * a + i, 3 * b + j)
        for a, b in itertools.combinations(range(len(blocks)), 2)
        for i, j in bonds_between(blocks[a], blocks[b], 1)
    ]
    states = [s for s in itertools.product((1, -1), repeat=3)]
    weight = {s: exp(K * (s[0] * s[1] + s[1] * s[2] + s[2] * s[0])) for s in states}
    total = mpf(0)
    for signs in itertools.product((1, -1), repeat=len(blocks)):
        if signs[0] == -1:
            continue  # the same with all spins reversed
        Z, mean, square = mpf(0), mpf(0), mpf(0)
        for cluster in itertools.product(*[[s for s in states if sum(s) * sign > 0] for sign in signs]):
            spins = [x for s in cluster for x in s]
            w = mpf(1)
            for s in cluster:
                w *= weight[s]
            v = sum(spins[a] * spins[b] for a, b in bonds)
            Z, mean, square = Z + w, mean + w * v, square + w * v * v
        total += (square / Z - (mean / Z) ** 2) / 2 * signs[0] * signs[1]
    return total / 2 ** (len(blocks) - 1)


PARTNERS = [BLOCK_STEPS[0], (3, 3), (6, 2)]  # at 1, sqrt(3) and 2 block distances


def coefficients(K):
    """(linear[o][d], quadratic[o]): K_o' = sum_d linear[o][d] K_d + quadratic[o] K_1^2 at the couplings K within blocks."""
    phi, _ = block_averages(K)
    linear = [
        [phi ** 2 * len(bonds_between((0, 0), partner, squared)) for squared in (1, 3, 4)] for partner in PARTNERS
    ]
    return linear, [second_order_coefficient(K, partner) for partner in PARTNERS]


def step(k):
    linear, quadratic = coefficients(k[0])
    return [sum(linear[o][d] * k[d] for d in range(3)) + quadratic[o] * k[0] ** 2 for o in range(3)]


def torus_energies(K, columns, rows):
    """-ln of the weight of every configuration of the block spins of a periodic lattice, K between nearest neighbours."""
    blocks = [(c, r) for r in range(rows) for c in range(columns)]
    sites = [(c, r, i) for c, r in blocks for i in range(3)]
    position = lambda c, r, i: (
        c * BLOCK_STEPS[0][0] + r * BLOCK_STEPS[2][0] + CORNERS[i][0],
        c * BLOCK_STEPS[0][1] + r * BLOCK_STEPS[2][1] + CORNERS[i][1],
    )
    bonds = [
        (a, b)
        for a, b in itertools.combinations(range(len(sites)), 2)
        for p in (-1, 0, 1)
        for q in (-1, 0, 1)
        if distance2(position(*sites[a]), position(sites[b][0] + p * columns, sites[b][1] + q * rows, sites[b][2])) == 1
    ]
    assert len(bonds) == 3 * len(sites)
    sums = {}
    for spins in itertools.product((1, -1), repeat=len(sites)):
        key = sum((1 << n) for n in range(len(blocks)) if sum(spins[3 * n:3 * n + 3]) > 0)
        sums.setdefault(key, []).append(math.exp(K * sum(spins[a] * spins[b] for a, b in bonds)))
    return [-math.log(math.fsum(sums[key])) for key in range(2 ** len(blocks))]


if __name__ == "__main__":
    table = []
    for K in ("0.1", "0.25", "0.3356"):
        linear, quadratic = coefficients(mpf(K))
        table.append({
            "coupling": float(K),
            "linear": [[float(nstr(x, 17)) for x in row] for row in linear],
            "quadratic": [float(nstr(x, 17)) for x in quadratic],
        })
    # K2 and K3 follow from K1 at a fixed point: one equation.
    def others(K):
        linear, quadratic = coefficients(K)
        third = quadratic[2] * K ** 2
        second = quadratic[1] * K ** 2 + linear[1][2] * third
        return linear, quadratic, second, third
    def residual(K):
        linear, quadratic, second, third = others(K)
        return (linear[0][0] - 1) * K + linear[0][1] * second + linear[0][2] * third + quadratic[0] * K ** 2
    K1 = findroot(residual, (mpf("0.27"), mpf("0.29")), solver="secant", tol=mpf(10) ** -40)
    linear, _, K2, K3 = others(K1)
    h = mpf(10) ** -8
    up, down = step([K1 + h, K2, K3]), step([K1 - h, K2, K3])
    jacobian = matrix(3, 3)
    for o in range(3):
        jacobian[o, 0] = (up[o] - down[o]) / (2 * h)
        for d in (1, 2):
            jacobian[o, d] = linear[o][d]
    eigenvalues = sorted((x.real for x in eig(jacobian)[0]), reverse=True)
    fixed = {
        "couplings": [float(nstr(x, 16)) for x in (K1, K2, K3)],
        "eigenvalues": [float(nstr(x, 14)) for x in eigenvalues],
        "thermalExponent": float(nstr(log(eigenvalues[0]) / log(sqrt(3)), 14)),
    }
    energies = [{"coupling": K, "columns": 2, "rows": 2, "exact": torus_energies(K, 2, 2)} for K in (0.1, 0.25)]
    print(json.dumps({"coefficients": table, "fixedPoint": fixed, "energies": energies}, indent=1))
