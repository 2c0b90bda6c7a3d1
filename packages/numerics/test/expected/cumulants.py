"""Cumulants as derivatives of the cumulant generating function ln sum_i p_i e^{t x_i} at t = 0, in 60 digits, and the energy of a
coarse state as its Taylor series. Run: python3 cumulants.py > cumulants.json"""

import json

import mpmath as mp

mp.mp.dps = 60


def cumulants(values, weights, order):
    total = mp.fsum(weights)
    log_mgf = lambda t: mp.log(mp.fsum(w * mp.exp(t * x) for x, w in zip(values, weights)) / total)
    series = mp.taylor(log_mgf, 0, order, method="step", radius=mp.mpf("0.1"))
    return [series[n] * mp.factorial(n) for n in range(1, order + 1)]


text = lambda numbers: [float(x) for x in numbers]
values, weights = [-1.25, 0.5, 0.75, 3.0], [0.5, 2.0, 0.25, 1.0]
# Four microstates of one coarse state: e^{-H'(lambda)} = sum e^{-H0 - lambda V}, expanded in lambda, at lambda = 1.
intra, inter = [-0.5, 0.25, 1.0, -1.5], [0.25, -0.5, 0.125, 0.375]
energy = lambda t: -mp.log(mp.fsum(mp.exp(-e - t * v) for e, v in zip(intra, inter)))
series = mp.taylor(energy, 0, 8)
print(
    json.dumps(
        {
            "made": f"cumulants.py with mpmath {mp.__version__}",
            "values": values,
            "weights": weights,
            "cumulants": text(cumulants(values, weights, 10)),
            "shifted": text(cumulants([x + 1000 for x in values], weights, 6)),
            "intra": intra,
            "inter": inter,
            "exact": float(energy(1)),
            "byOrder": text(mp.fsum(series[: k + 1]) for k in range(1, 9)),
        },
        indent=1,
    )
)
