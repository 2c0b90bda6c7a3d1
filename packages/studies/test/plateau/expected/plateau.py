"""Where the KL curve of mean-field theory has 95 % of its asymptote, in 30 digits. Run: python3 plateau.py > plateau.json

By another route than the package: Gaussian averages by mpmath's adaptive quadrature, the fixed point as the limit of the
variance map itself rather than by Newton's method, chi_q as the ratio of late differences. The layer is the real x at which

    r_x = sum ln(q*/q_x) / sum ln(q*/q_0) = 1/20,   the sums over the inputs,

with ln r taken for linear between two layers.
"""

import json

import mpmath as mp
from mpmath import mpf

mp.mp.dps = 30


def variance_map(sw, sb, q):
    root = mp.sqrt(q)
    gaussian = lambda z: mp.exp(-z * z / 2) * mp.tanh(root * z) ** 2
    return sw * 2 * mp.quad(gaussian, [0, 1, 2, 4, 8, 13]) / mp.sqrt(2 * mp.pi) + sb


def curve(sw, sb, x, layers):
    q = [sw * x + sb]
    for _ in range(layers):
        q.append(variance_map(sw, sb, q[-1]))
    return q


def plateau(sigma_w2, sigma_b2, inputs, fraction="0.95"):
    sw, sb, rest = mpf(sigma_w2), mpf(sigma_b2), 1 - mpf(fraction)
    curves = [curve(sw, sb, mpf(x), 90) for x in inputs]
    limit = curves[0][-1]
    chi_q = (curves[0][31] - curves[0][30]) / (curves[0][30] - curves[0][29])
    distance = lambda m: mp.fsum(mp.log(limit / q[m]) for q in curves)
    r = [distance(m) / distance(0) for m in range(40)]
    m = next(m for m in range(40) if r[m] <= rest)
    return {
        "sigmaW2": float(sigma_w2),
        "sigmaB2": float(sigma_b2),
        "inputs": [float(x) for x in inputs],
        "layer": float(m - 1 + mp.log(r[m - 1] / rest) / mp.log(r[m - 1] / r[m])),
        "lateRateLayer": float(mp.log(rest) / mp.log(chi_q)),
        "asymptote": float(distance(0) / 2 / len(curves)),
    }


print(
    json.dumps(
        {
            "made": f"plateau.py with mpmath {mp.__version__}",
            "plateaus": [
                plateau(sw, "0.05", inputs)
                for sw in ("1.0", "1.5", "1.76", "2.5", "3.5")
                for inputs in (["0.1"], ["0.04", "0.1", "0.13"])
            ],
        },
        indent=1,
    )
)
