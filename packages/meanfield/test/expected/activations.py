"""Mean field of erf, sigmoid, relu and linear networks in 34 digits, by other routes than the package.

Run beside mean_field.py, whose trapezoid sums it takes: python3 activations.py > activations.json

erf: the closed forms of Williams in 60 digits, so that nothing is lost where they cancel,
    E erf(u) erf(v) = (2/pi) asin(2 c/(1 + 2q)),  c the covariance, q the variance of both; checked against quadrature.
sigmoid 1/(1 + exp(-u)): trapezoid sums; two correlated inputs by a product rule in the half sum s and the half difference d,
    u_1,2 = sqrt(q) (a s +- b d),  a^2 = 1 - eps/2,  b^2 = eps/2,  X = cosh(sqrt(q) a s),  Y = cosh(sqrt(q) b d),
    eps = 1 - rho:
    (1 - rho')/(1 - rho) = (sigma_w^2/(2 eps q)) E (phi_1 - phi_2)^2 = (sigma_w^2/(2 eps q)) E (Y^2 - 1)/(X + Y)^2 = 1,
    chi_c = sigma_w^2 E phi_1' phi_2' = (sigma_w^2/4) E 1/(X + Y)^2.
relu, linear: adaptive quadrature of what the package has in closed form. E relu(u) relu(v) is one integral over u > 0, with
    E[relu(v) | u] = s n(m/s) + m N(m/s),  m and s mean and deviation of v given u,
    n and N the normal density and distribution.
"""

import json

import mpmath as mp
from mpmath import mpf

from mean_field import average, grid, numbers, text

mp.mp.dps = 34
REACHES = [0, 1, 3, 6, 12, 20]


def normal(z):
    return mp.exp(-z * z / 2) / mp.sqrt(2 * mp.pi)


def half_line(f):
    return mp.quad(lambda z: f(z) * normal(z), REACHES)


def erf_maps(q):
    v = 2 / mp.pi * mp.asin(2 * q / (1 + 2 * q))
    e = 4 / mp.pi / mp.sqrt(1 + 4 * q)
    return v, e / (1 + 2 * q), e


def erf_pair(q, rho):
    x = 2 * q * rho / (1 + 2 * q)
    return 2 / mp.pi * mp.asin(x), 4 / mp.pi / ((1 + 2 * q) * mp.sqrt(1 - x * x))


def sigmoid(u):
    return 1 / (1 + mp.exp(-u))


def sigmoid_maps(q):
    def both(f):  # average() goes over u >= 0 and doubles
        return average(lambda u: (f(u) + f(-u)) / 2, q)

    d = lambda u: sigmoid(u) * (1 - sigmoid(u))
    slope = lambda u: d(u) ** 2 + sigmoid(u) * d(u) * (1 - 2 * sigmoid(u))
    return both(lambda u: sigmoid(u) ** 2), both(slope), both(lambda u: d(u) ** 2)


def relu_maps(q):
    return (
        half_line(lambda z: q * z * z),
        half_line(lambda z: z * z),
        half_line(lambda z: mpf(1)),
    )


def linear_maps(q):
    return tuple(2 * part for part in relu_maps(q))


MAPS = {"erf": erf_maps, "sigmoid": sigmoid_maps, "relu": relu_maps, "linear": linear_maps}
AT_ZERO = {"erf": 4 / mp.pi, "relu": mpf(1) / 2, "linear": mpf(1)}  # E phi'^2 for q -> 0, of phi(0) = 0


def fixed_point(name, sw, sb):
    if sb == 0 and name != "sigmoid" and sw * AT_ZERO[name] <= 1:
        return mpf(0)
    q = sw + sb
    for _ in range(300):
        v, slope, _unused = MAPS[name](q)
        step = (sw * v + sb - q) / (1 - sw * slope)
        q += step
        if abs(step) < mpf(10) ** -29 * q:
            return q
    raise ArithmeticError((name, sw, sb))


def sigmoid_pair(sw, q, eps):
    """(1 - rho')/(1 - rho) and chi_c."""
    a, b = mp.sqrt(q * (1 - eps / 2)), mp.sqrt(q * eps / 2)
    xs = [(mp.cosh(a * z), w) for z, w in grid(a / 2)]
    ys = [(mp.cosh(b * z), mp.sinh(b * z) ** 2, w) for z, w in grid(b / 2)]
    ratio, chi = mpf(0), mpf(0)
    for y, s2, v in ys:
        inverse = mp.fsum(w / (x + y) ** 2 for x, w in xs)
        ratio += v * s2 * inverse
        chi += v * inverse
    return sw * ratio / (2 * eps * q), sw * chi / 4


def sigmoid_correlation(sw, q, chi1):
    f = lambda t: sigmoid_pair(sw, q, mp.exp(t))[0] - 1
    d = lambda u: sigmoid(u) * (1 - sigmoid(u)) * (1 - 2 * sigmoid(u))
    second = average(lambda u: d(u) ** 2, q)  # even in u
    lower = mp.log(2 * (chi1 - 1) / (sw * q * second))  # the ratio is convex in eps: the tangent at 0 undershoots
    upper = min(lower + mpf("0.3"), mpf(0))
    while f(upper) > 0:
        lower, upper = upper, min(upper + mpf("0.7"), mpf(0))
    eps = mp.exp(mp.findroot(f, (lower, upper), solver="anderson", tol=mpf(10) ** -50, maxsteps=60, verify=False))
    return eps, sigmoid_pair(sw, q, eps)[1]


def erf_correlation(sw, sb, q, chi1):
    """Newton's method from rho = 0: the map is convex, and above the diagonal below its root."""
    if sb == 0:
        return mpf(1), sw * erf_pair(q, mpf(0))[1]
    g = lambda rho: sw * erf_pair(q, rho)[0] + sb - q * rho
    rho = mpf(0)
    for _ in range(400):
        step = g(rho) / (q - sw * erf_pair(q, rho)[1] * q)
        rho += step
        if abs(step) < mpf(10) ** -55:
            break
    return 1 - rho, sw * erf_pair(q, rho)[1]


def point(name, sigma_w2, sigma_b2):
    with mp.workdps(60 if name == "erf" else 34):
        sw, sb = mpf(sigma_w2), mpf(sigma_b2)
        q = fixed_point(name, sw, sb)
        _, slope, square = (None, AT_ZERO[name], AT_ZERO[name]) if q == 0 else MAPS[name](q)
        chi1, chi_q = sw * square, sw * slope
        eps, chi_c = mpf(0), chi1
        if chi1 > 1:
            eps, chi_c = erf_correlation(sw, sb, q, chi1) if name == "erf" else sigmoid_correlation(sw, q, chi1)
        found = numbers(q, chi1, eps, chi_c, chi_q)
        return {"activation": name, "sigmaW2": sigma_w2, "sigmaB2": sigma_b2, **found}


def critical(name, sigma_b2):
    with mp.workdps(60 if name == "erf" else 34):
        sb = mpf(sigma_b2)

        def f(q):
            v, _, square = MAPS[name](q)
            return q - v / square - sb

        if name == "erf" and sb == 0:
            return mp.pi / 4, mpf(0)
        guess = mp.cbrt(sb) / 2 if name == "erf" else 45 + sb
        q = mp.findroot(f, (guess, guess * mpf("1.1") + sb / 10), solver="secant", tol=mpf(10) ** -70, maxsteps=200, verify=False)
        return 1 / MAPS[name](q)[2], q


def close_to_criticality(name, sb):
    line = critical(name, sb)[0]
    for distance in (1e-2, 1e-5, 1e-8, 1e-10, 1e-12):
        for side in (-1, 1):
            yield float(line * (1 + side * mpf(distance)))


def product(name, qa, qb, rho):
    """E phi(u_a) phi(u_b) of two correlated preactivations, by quadrature over u_a of the average over u_b given u_a."""
    ra, rb, rest = mp.sqrt(mpf(qa)), mp.sqrt(mpf(qb)), mp.sqrt(1 - mpf(rho) ** 2)
    if name == "linear":
        return 2 * half_line(lambda z: ra * z * rb * mpf(rho) * z)
    if name == "relu":

        def rectified(m, s):
            return s * normal(m / s) + m * mp.ncdf(m / s) if s > 0 else max(m, mpf(0))

        return half_line(lambda z: ra * z * rectified(rb * mpf(rho) * z, rb * rest))
    phi = {"erf": mp.erf, "sigmoid": sigmoid}[name]
    nodes = grid(max(ra, rb) * (1 if name == "erf" else mpf(1) / 2))
    signed = [(z, w / 2) for z, w in nodes] + [(-z, w / 2) for z, w in nodes]
    return mp.fsum(v * phi(ra * z) * mp.fsum(w * phi(rb * (mpf(rho) * z + rest * y)) for y, w in signed) for z, v in signed)


def log_slope(name, q):
    f = {
        "erf": lambda u: mp.log(2 / mp.sqrt(mp.pi)) - u * u,
        "sigmoid": lambda u: mp.log(sigmoid(u) * (1 - sigmoid(u))),
        "linear": lambda u: mpf(0),
    }[name]
    return average(f, mpf(q))


for q in (mpf("0.3"), mpf(4)):  # what erf rests on
    assert abs(average(lambda u: mp.erf(u) ** 2, q) - erf_maps(q)[0]) < mpf(10) ** -28
    assert abs(average(lambda u: mp.diff(mp.erf, u) ** 2, q) - erf_maps(q)[2]) < mpf(10) ** -15

REGULAR = {
    "erf": [(0.5, 0.0), (0.7, 0.1), (1.0, 0.05), (1.4, 0.05), (1.3, 0.0), (3.0, 0.2), (10.0, 0.01), (30.0, 5.0)],
    "sigmoid": [(1.0, 0.0), (5.0, 0.05), (50.0, 0.05), (100.0, 0.05), (120.0, 0.05), (150.0, 0.0), (200.0, 0.05), (400.0, 1.0)],
    "relu": [(1.0, 0.0), (0.5, 0.05), (1.0, 0.05), (1.5, 0.3), (1.9, 0.05), (1.999, 0.05)],
    "linear": [(0.5, 0.0), (0.5, 0.05), (0.9, 0.05), (0.99, 1.0)],
}
LINE = {"erf": [0.0, 1e-12, 1e-6, 0.001, 0.05, 0.1, 0.5, 2.0, 20.0], "sigmoid": [0.0, 1e-6, 0.05, 0.1, 0.5, 2.0, 20.0]}
PAIRS = [(0.6, 0.6, 0.5), (2.0, 2.0, 0.95), (1.2, 0.3, -0.3), (4.0, 0.5, 0.999), (0.7, 0.7, 0.0)]

if __name__ == "__main__":
    print(
        json.dumps(
            {
                "made": f"activations.py with mpmath {mp.__version__}",
                "regular": [point(name, w, b) for name, cells in REGULAR.items() for w, b in cells],
                "nearCriticality": [point(name, w, 0.05) for name in ("erf", "sigmoid") for w in close_to_criticality(name, 0.05)],
                "criticalLine": [
                    {"activation": name, "sigmaB2": b, "sigmaW2": text(w), "qStar": text(q)}
                    for name, values in LINE.items()
                    for b in values
                    for w, q in [critical(name, b)]
                ],
                "products": [
                    {"activation": name, "variances": [qa, qb], "rho": rho, "product": text(product(name, qa, qb, rho))}
                    for name in MAPS
                    for qa, qb, rho in PAIRS
                ],
                "logSlopes": [
                    {"activation": name, "q": q, "value": text(log_slope(name, q))}
                    for name in ("erf", "sigmoid", "linear")
                    for q in (0.3, 4.0)
                ],
            },
            indent=1,
        )
    )
