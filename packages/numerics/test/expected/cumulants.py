"""Cumulants as derivatives of the cumulant generating function ln sum_i p_i e^{t x_i} at t = 0, in 60 digits.
Run: python3 cumulants.py > cumulants.json"""

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
print(
    json.dumps(
        {
            "made": f"cumulants.py with mpmath {mp.__version__}",
            "values": values,
            "weights": weights,
            "cumulants": text(cumulants(values, weights, 10)),
            "shifted": text(cumulants([x + 1000 for x in values], weights, 6)),
        },
        indent=1,
    )
)
