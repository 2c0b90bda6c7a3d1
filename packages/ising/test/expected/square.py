"""Expected values of the infinite square lattice, with mpmath at 40 digits.

Other formulas than the package's: the double integral of Onsager reduced once, its derivative by K as an integral, the
correlations as Toeplitz determinants of contour integrals (Wu, McCoy), derivatives by mpmath's numerical differentiation.
Run: python3 square.py > square.json
"""
import json
from mpmath import mp, mpf, quad, log, cosh, sinh, tanh, coth, sqrt, cos, sin, pi, exp, asinh, diff, arg, mpc, linspace

mp.dps = 40
KC = asinh(1) / 2


def grid(K):
    """Break points clustering geometrically towards the near-singular end 0."""
    return [mpf(0)] + [pi / 2 * mpf(10) ** -j for j in range(12, -1, -1)]


def lnz(K):
    s = sinh(2 * K) ** 2
    c = cosh(2 * K) ** 2
    f = lambda p: log(c + sqrt((1 - s) ** 2 + 4 * s * sin(p) ** 2))
    return log(2) / 2 + quad(f, grid(K)) / pi


def u(K):
    """(1/2) d lnZ / dK, under the integral."""
    s, ds = sinh(2 * K) ** 2, 4 * sinh(2 * K) * cosh(2 * K)
    c = cosh(2 * K) ** 2
    def f(p):
        r = sqrt((1 - s) ** 2 + 4 * s * sin(p) ** 2)
        return (ds + (-(1 - s) * ds + 2 * ds * sin(p) ** 2) / r) / (c + r)
    return quad(f, grid(K)) / pi / 2


def toeplitz(n, a1, a2):
    def delta(t):
        return arg(1 - a1 * exp(mpc(0, t))) - arg(1 - a2 * exp(mpc(0, t)))
    return quad(lambda t: cos(n * t - delta(t)), [2 * x for x in grid(0)]) / pi


def neighbours(K):
    cd = toeplitz(0, 0, 1 / sinh(2 * K) ** 2)
    a1, a2 = tanh(K) * exp(-2 * K), coth(K) * exp(-2 * K)
    a0 = toeplitz(0, a1, a2)
    c2 = a0 ** 2 - toeplitz(1, a1, a2) * toeplitz(-1, a1, a2)
    A, B = (tanh(4 * K) + 2 * tanh(2 * K)) / 8, (tanh(4 * K) - 2 * tanh(2 * K)) / 8
    Q = (a0 - A * (1 + 2 * cd + c2)) / B - 2 * cd - c2
    return a0, cd, c2, Q


def s1(K):
    _, cd, c2, Q = neighbours(K)
    c = 4 * cd + 2 * c2
    g = lambda y: log(2 * cosh(y)) - y * tanh(y)
    mean = (1 + c + Q) / 8 * g(4 * K) + (3 - c + 3 * Q) / 8 * log(2) + (1 - Q) / 2 * g(2 * K)
    return mpf(1) / 2 - mean / (2 * log(2))


def text(x):
    return mp.nstr(x, 20)


rows = []
for name in ["1e-6", "1e-3", "0.02", "0.06", "0.1", "0.2", "0.3", "0.4", "0.43", "0.4405", "critical", "0.441", "0.45", "0.5", "0.7", "1", "2", "4"]:
    mp.dps = 70 if name == "1e-6" else 40  # Callen's identity is divided by K^3
    K = KC if name == "critical" else mpf(name)
    a0, cd, c2, Q = neighbours(K)
    L, U = lnz(K), u(K)
    row = {"coupling": text(K), "logPartitionPerSite": text(L), "energyPerBond": text(U), "diagonal": text(cd),
           "second": text(c2), "plaquette": text(Q), "s1": text(s1(K)), "asymptote": text((2 * K * U - L + log(2)) / log(2))}
    if name != "critical":
        h = abs(K - KC) * K * mpf(10) ** -9
        du = (u(K - 2 * h) - 8 * u(K - h) + 8 * u(K + h) - u(K + 2 * h)) / (12 * h)
        ds = (s1(K - 2 * h) - 8 * s1(K - h) + 8 * s1(K + h) - s1(K + 2 * h)) / (12 * h)
        row["energySlopePerBond"] = mp.nstr(du, 14)
        row["s1Slope"] = mp.nstr(ds, 14)
    rows.append(row)
print(json.dumps(rows, indent=1))
