"""Least-squares fits of a (1 - b^x) with weights that lie many powers of ten apart, in numbers of 700 digits, by mpmath,
for the tests of fitSaturation. Run: python3 saturation_weights.py > saturation_weights.json

For a given b the best a is linear. The sum of squares that is left is scanned over b, and b is then found between two
values of the scan as the root of its derivative. The errors are those of fitSaturation: scatter from the residuals, without
the points at x = 0, with n - 2 degrees of freedom.
"""

import json

import mpmath as mp

mp.mp.dps = 700


def best(x, y, w, b):
    g = [1 - b**place for place in x]
    a = sum(wi * yi * gi for wi, yi, gi in zip(w, y, g)) / sum(wi * gi * gi for wi, gi in zip(w, g))
    residuals = [yi - a * gi for yi, gi in zip(y, g)]
    return a, g, residuals


def fit(x, y, weights):
    all_points = [(mp.mpf(p), mp.mpf(v), mp.mpf(w)) for p, v, w in zip(x, y, weights)]
    xs, ys, ws = zip(*[point for point in all_points if point[0] != 0])

    def squares(b):
        return sum(w * r * r for w, r in zip(ws, best(xs, ys, ws, b)[2]))

    def slope(b):
        a, _, residuals = best(xs, ys, ws, b)
        return sum(-w * r * a * p * b ** (p - 1) for w, r, p in zip(ws, residuals, xs))

    scan = [mp.mpf(n) / 1000 for n in range(1, 1000)]
    at = min(range(len(scan)), key=lambda n: squares(scan[n]))
    low, high = scan[at - 1], scan[at + 1]
    assert slope(low) * slope(high) < 0
    for _ in range(400):
        middle = (low + high) / 2
        if slope(middle) * slope(low) > 0:
            low = middle
        else:
            high = middle
    b = low
    a, g, residuals = best(xs, ys, ws, b)
    byb = [-a * p * b ** (p - 1) for p in xs]
    aa = sum(w * u * u for w, u in zip(ws, g))
    bb = sum(w * u * u for w, u in zip(ws, byb))
    ab = sum(w * u * v for w, u, v in zip(ws, g, byb))
    sum_of_squares = sum(w * r * r for w, r in zip(ws, residuals))
    s2 = sum_of_squares / (len(xs) - 2)
    det = aa * bb - ab * ab
    at_zero = sum(w * v * v for p, v, w in all_points if p == 0)
    total = sum(w for _, _, w in all_points)
    return {
        "a": float(a),
        "b": float(b),
        "aSe": float(mp.sqrt(s2 * bb / det)),
        "bSe": float(mp.sqrt(s2 * aa / det)),
        "rms": float(mp.sqrt((sum_of_squares + at_zero) / total)),
    }


x = [0, 1, 2, 3, 4]
y = [0, 0.5, 0.75, 0.875, 0.9]
cases = []
for size in [1e-8, 1e3, 1e5, 1e12, 1e16, 1e30, 1e100, 1e300]:
    cases.append((x, y, [1, 1, size, 1, 1]))
bent = [0, 0.52, 0.75, 0.87, 0.9]
cases += [
    (x, y, [1e300, 1, 1, 1, 1]),
    (x, [0.3, 0.5, 0.75, 0.875, 0.9], [1e20, 1, 1e10, 1, 1]),
    (x, bent, [1, 1e100, 1e200, 1, 1]),
    (x, bent, [1, 1e-300, 1e300, 1e-200, 1e-320]),
    (x, bent, [1, 1e30, 1, 1e30, 1]),
    (x, bent, [1, 1e40, 1e40, 1e40, 1]),
    (x, bent, [1, 1e-12, 1, 1e-100, 1e-200]),
    ([0, 1, 2, 2, 3, 4], [0, 0.5, 0.74, 0.76, 0.875, 0.9], [1, 1, 1e50, 3e50, 1, 1]),
    ([0.5, 1, 1.5, 2.5, 4, 6, 9, 13], [-0.3, -0.6, -0.9, -1.3, -1.8, -2.2, -2.6, -2.8], [1e-9, 1, 1e20, 1, 1e-30, 1e15, 1e3, 1]),
]
print(
    json.dumps(
        {
            "made": f"saturation_weights.py with mpmath {mp.__version__}, 700 digits",
            "fits": [{"x": p, "y": v, "weights": w, "fit": fit(p, v, w)} for p, v, w in cases],
        },
        indent=1,
    )
)
