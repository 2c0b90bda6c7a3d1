"""High-temperature series, in v = tanh K and exact integers, of the correlation Q of the four neighbours of a site.

From the Toeplitz elements as Laurent series and the star identity u = A(1 + 2cd + c2) + B(2cd + c2 + Q).
Run: python3 plaquette_series.py > plaquette_series.json
"""
import json
from fractions import Fraction as F

ORDER = 30  # powers of v kept


def mul(a, b):
    c = [F(0)] * ORDER
    for i, x in enumerate(a):
        if x:
            for j, y in enumerate(b[: ORDER - i]):
                c[i + j] += x * y
    return c


def inv(a):
    b = [F(0)] * ORDER
    b[0] = 1 / a[0]
    for n in range(1, ORDER):
        b[n] = -sum((a[k] * b[n - k] for k in range(1, n + 1)), F(0)) / a[0]
    return b


def add(a, b, s=1):
    return [x + s * y for x, y in zip(a, b)]


def poly(*c):
    return [F(x) for x in c] + [F(0)] * (ORDER - len(c))


def binomial(power):
    """Coefficients of (1 - x)^power."""
    c = [F(1)]
    for j in range(1, ORDER):
        c.append(-c[-1] * (power - j + 1) / j)
    return c


ROOT, INVERSE_ROOT = binomial(F(1, 2)), binomial(F(-1, 2))


def powers(a):
    p = [poly(1)]
    while len(p) < ORDER:
        p.append(mul(p[-1], a))
    return p


def laurent(alpha, beta):
    """Coefficients by z of ((1 - alpha z)(1 - beta z))^(1/2) ((1 - alpha/z)(1 - beta/z))^(-1/2)."""
    def product(series):
        pa, pb = powers(alpha), powers(beta)
        out = []
        for n in range(ORDER):
            total = poly()
            for j in range(n + 1):
                total = add(total, [series[j] * series[n - j] * x for x in mul(pa[j], pb[n - j])])
            out.append(total)
        return out
    up, down = product(ROOT), product(INVERSE_ROOT)

    def coefficient(k):
        total = poly()
        for n in range(ORDER):
            if 0 <= n + k < ORDER:
                total = add(total, mul(up[n + k], down[n]))
        return total
    return coefficient


v, one = poly(0, 1), poly(1)
alpha = mul(mul(v, poly(1, -1)), inv(poly(1, 1)))
beta = mul(mul(v, poly(1, 1)), inv(poly(1, -1)))
c = laurent(alpha, beta)
element = lambda n: [-x for x in c(n + 1)]  # C(z) has the factor -1/z above T_c
u, c2 = element(0), add(mul(element(0), element(0)), mul(element(1), element(-1)), -1)
t = mul(poly(0, 2), inv(poly(1, 0, 1)))  # tanh 2K
s2 = mul(mul(poly(0, 2), poly(0, 2)), inv(mul(poly(1, 0, -1), poly(1, 0, -1))))  # sinh^2 2K
cd = [-x for x in laurent(poly(), s2)(1)]
t2 = mul(t, t)
d = inv([4 * x for x in add(one, t2)])
A = mul(mul(t, add(poly(2), t2)), d)
minusB = mul(mul(t, t2), d)
w = add(add(cd, cd), c2)
rest = add(mul(A, add(one, w)), u, -1)  # A(1 + w) - u = -B (w + Q)
lowest = 3
Q = add(mul(inv(minusB[lowest:] + [F(0)] * lowest), rest[lowest:] + [F(0)] * lowest), w, -1)
assert all(x.denominator == 1 for x in Q[:22]), Q
print(json.dumps({"u": [int(x) for x in u[:22]], "plaquette": [int(x) for x in Q[:22]]}))
