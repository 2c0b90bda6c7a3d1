"""Mean field of a tanh network in 34 digits, by another route than the package. Run: python3 mean_field.py > mean_field.json

One-dimensional Gaussian averages by mpmath's trapezoid sums, the fixed point q* by a secant. The correlation rho* = 1 - eps
of two inputs by a product rule in the sum s and the difference d of the two preactivations,

    u_1,2 = sqrt(q) (a s +- b d),   a^2 = 1 - eps/2,   b^2 = eps/2,
    s, d standard normal, X = cosh 2 sqrt(q) a s, Y = cosh 2 sqrt(q) b d:
    (1 - rho')/(1 - rho) = (sigma_w^2/(2 eps q)) E (tanh u_1 - tanh u_2)^2 = (2 sigma_w^2/(eps q)) E (Y^2 - 1)/(X + Y)^2 = 1,
    chi_c = sigma_w^2 E sech^2 u_1 sech^2 u_2 = 4 sigma_w^2 E 1/(X + Y)^2,

which loses no digits as eps -> 0. (The package expands in Hermite polynomials.) sigma_w^2 and sigma_b^2 are the doubles
printed.
"""

import json
import math

import mpmath as mp
from mpmath import mpf

mp.mp.dps = 34
REACH = mpf("11.5")


def grid(scale):
    """Half-line nodes and weights for a function of z with poles at a distance of pi/(2 scale) from the real line."""
    h = mp.mpf(1) / int(mp.ceil(max(mpf("2.2"), 7 * scale)))
    n = int(REACH / h)
    return [(h * i, (h if i else h / 2) * 2 * mp.exp(-((h * i) ** 2) / 2) / mp.sqrt(2 * mp.pi)) for i in range(n + 1)]


def average(f, q):
    root = mp.sqrt(q)
    return mp.fsum(w * f(root * z) for z, w in grid(root))


def variance_map(sw, sb, q):
    return sw * average(lambda u: mp.tanh(u) ** 2, q) + sb


def slope(sw, q):
    return sw * average(lambda u: mp.sech(u) ** 4 - 2 * mp.tanh(u) ** 2 * mp.sech(u) ** 2, q)


def fixed_point(sw, sb):
    q = sw + sb
    for _ in range(300):
        step = (variance_map(sw, sb, q) - q) / (1 - slope(sw, q))
        # Newton goes down to q*; what is below it by rounding is below the fixed point sb / (1 - sw) of u instead of tanh u.
        q = q + step if q + step > 0 else sb / (1 - sw)
        if abs(step) < mpf(10) ** -27 * q:
            return q
    raise ArithmeticError((sw, sb))


def pair(sw, q, eps):
    """(1 - rho')/(1 - rho) and chi_c."""
    a, b = mp.sqrt(q * (1 - eps / 2)), mp.sqrt(q * eps / 2)
    xs = [(mp.cosh(2 * a * z), w) for z, w in grid(a)]
    ys = [(mp.cosh(2 * b * z), mp.sinh(2 * b * z) ** 2, w) for z, w in grid(b)]
    ratio, chi = mpf(0), mpf(0)
    for y, s2, v in ys:
        inverse = mp.fsum(w / (x + y) ** 2 for x, w in xs)
        ratio += v * s2 * inverse
        chi += v * inverse
    return 2 * sw * ratio / (eps * q), 4 * sw * chi


def correlation(sw, sb, q, chi1):
    if sb == 0:
        return mpf(1)
    f = lambda t: pair(sw, q, mp.exp(t))[0] - 1
    second = average(lambda u: (2 * mp.tanh(u) * mp.sech(u) ** 2) ** 2, q)
    lower = mp.log(2 * (chi1 - 1) / (sw * q * second))  # g is convex in eps: the tangent at 0 undershoots
    upper = min(lower + mpf("0.3"), mpf(0))
    while f(upper) > 0:
        lower, upper = upper, min(upper + mpf("0.7"), mpf(0))
    return mp.exp(mp.findroot(f, (lower, upper), solver="anderson", tol=mpf(10) ** -50, maxsteps=60, verify=False))


def critical(sb):
    e4 = lambda q: average(lambda u: mp.sech(u) ** 4, q)
    f = lambda q: q - average(lambda u: mp.tanh(u) ** 2, q) / e4(q) - sb
    guess = mp.cbrt(3 * sb / 4)
    q = mp.findroot(f, (guess, guess * mpf("1.1") + sb / 10), solver="secant", tol=mpf(10) ** -60, maxsteps=100, verify=False)
    return 1 / e4(q), q


def text(x):
    return mp.nstr(x, 22)


def numbers(q, chi1, eps, chi_c, chi_q):
    xi = lambda chi: -1 / mp.log(chi)
    return {
        "qStar": text(q),
        "chi1": text(chi1),
        "rhoStar": text(1 - eps),
        "decorrelation": text(eps),
        "chiC": text(chi_c),
        "xiC": text(xi(chi_c)),
        "chiQ": text(chi_q),
        "xiQ": text(xi(chi_q)),
    }


def point(sigma_w2, sigma_b2):
    sw, sb = mpf(sigma_w2), mpf(sigma_b2)
    q = mpf(0) if sb == 0 and sw <= 1 else fixed_point(sw, sb)
    chi1 = sw * average(lambda u: mp.sech(u) ** 4, q)
    chi_q = slope(sw, q)
    eps, chi_c = mpf(0), chi1
    if chi1 > 1:
        eps = correlation(sw, sb, q, chi1)
        chi_c = pair(sw, q, eps)[1]
    return {"sigmaW2": sigma_w2, "sigmaB2": sigma_b2, **numbers(q, chi1, eps, chi_c, chi_q)}


def close_to_criticality(sb):
    line = critical(mpf(sb))[0]
    for distance in (1e-2, 1e-4, 1e-6, 1e-8, 1e-9, 1e-10, 1e-11, 1e-12):
        for side in (-1, 1):
            yield float(line * (1 + side * mpf(distance)))


def beside_the_corner(sigma_w2, sigma_b2):
    """Beside sigma_w^2 = 1 with faint biases or none: 1 - chi_q has lost eight digits, so there are more to begin with."""
    with mp.workdps(50):
        return point(sigma_w2, sigma_b2)


regular = [
    (w, b)
    for b in (0.0, 1e-6, 0.001, 0.05, 0.5, 5.0)
    for w in (0.3, 0.9, 1.3, 1.9, 2.5, 4.0, 8.0, 30.0)
]
regular += [(w, 0.05) for w in (1.0, 1.25, 1.5, 1.7, 1.75, 1.8, 2.0, 3.0, 3.5)]
faint = [(w, b) for w in (0.999, 0.999999, 0.99999999) for b in (0.0, 1e-300, 1e-30, 1e-20)] + [(1.00000001, 0.0)]
if __name__ == "__main__":
    print(
        json.dumps(
            {
                "made": f"mean_field.py with mpmath {mp.__version__}",
                "regular": [point(w, b) for w, b in regular],
                "nearCriticality": [point(w, b) for b in (1e-6, 0.001, 0.05, 1.0) for w in close_to_criticality(b)],
                "corner": [point(w, 0.0) for w in (1 + 1e-2, 1 + 1e-4, 1 + 1e-6)],
                "besideCorner": [beside_the_corner(w, b) for w, b in faint],
                "criticalLine": [
                    {"sigmaB2": b, "sigmaW2": text(w), "qStar": text(q)}
                    for b in (1e-12, 1e-6, 0.001, 0.01, 0.05, 0.1, 0.3, 0.5, 2.0, 20.0)
                    for w, q in [critical(mpf(b))]
                ],
            },
            indent=1,
        )
    )
