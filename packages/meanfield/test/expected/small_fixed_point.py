"""Fixed points of the variance that are small, and the lengths there, in 60-digit arithmetic.
Run: python3 small_fixed_point.py > small_fixed_point.json

V(q), its slope and E phi'^2 from the Taylor series of phi about 0; the arguments are the doubles nearest to what is written.
"""

import json

import mpmath as mp

mp.mp.dps = 60
TERMS = 40


def averages(phi):
    """By moments, E z^2n = (2n - 1)!!, of the Taylor series of phi about 0."""
    c = mp.taylor(phi, 0, TERMS)
    square = [sum(c[i] * c[n - i] for i in range(n + 1)) for n in range(TERMS + 1)]
    d = [(n + 1) * c[n + 1] for n in range(TERMS)]
    slopes = [sum(d[i] * d[n - i] for i in range(n + 1)) for n in range(TERMS)]
    moment = lambda n: mp.fac2(n - 1)
    v = lambda x: sum(square[n] * x ** (n // 2) * moment(n) for n in range(2, 24, 2))
    dv = lambda x: sum(square[n] * (n // 2) * x ** (n // 2 - 1) * moment(n) for n in range(2, 24, 2))
    chi = lambda x: sum(slopes[n] * x ** (n // 2) * moment(n) for n in range(0, 24, 2))
    return v, dv, chi


def solve(name, w, b):
    phi = {"tanh": mp.tanh, "erf": mp.erf}[name]
    w, b = mp.mpf(float(w)), mp.mpf(float(b))
    v, dv, chi = averages(phi)
    # From above: the map is concave.
    q = mp.mpf("1e-4")
    for _ in range(2000):
        step = (w * v(q) + b - q) / (1 - w * dv(q))
        q += step
        if abs(step) < mp.mpf(10) ** -50 * q:
            break
    number = lambda x: float(mp.nstr(x, 20))
    return {
        "activation": name,
        "sigmaW2": float(w),
        "sigmaB2": float(b),
        "qStar": number(q),
        "xiQ": number(-1 / mp.log(w * dv(q))),
        "chi1Excess": number(w * chi(q) - 1),
    }


CASES = [
    ("tanh", 1, 1e-12),
    ("tanh", 1, 1e-13),
    ("tanh", 1, 1e-20),
    ("tanh", 1, 1e-33),
    ("tanh", 1, 1e-40),
    ("tanh", 1 + 1e-6, 0),
    ("tanh", 1 + 1e-7, 0),
    ("tanh", 1 + 1e-12, 0),
    ("tanh", 1 + 1e-9, 1e-18),
    ("tanh", 1 - 1e-9, 1e-18),
    ("erf", 0.7853981, 1e-13),
    ("erf", 0.785398163, 1e-20),
    ("erf", 0.7853982, 0),
]
print(json.dumps({"made": f"small_fixed_point.py with mpmath {mp.__version__}", "points": [solve(*c) for c in CASES]}, indent=2))
