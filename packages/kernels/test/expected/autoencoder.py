"""Steps of Adam and losses entry by entry, worked out a second time: writes autoencoder.json.

    python3 autoencoder.py

Losses in 50 digits of Python's decimal, of numbers that float32 holds; Adam as in the paper, with biased moments that are
corrected, in float64.
"""

import decimal
import json
import math
import pathlib
import struct

decimal.getcontext().prec = 50
D = decimal.Decimal


def single(x):
    return struct.unpack("f", struct.pack("f", x))[0]


def spread(length, size, shift=1):
    return [single(size * (((i + shift) * 0.6180339887498949) % 1 * 2 - 1)) for i in range(length)]


def grey(length):
    return [single((37 * i % 256) / 255) for i in range(length)]


def squares(length):
    y, x = spread(length, 2), grey(length)
    return {"y": y, "x": x, "sum": float(sum((D(a) - D(b)) ** 2 for a, b in zip(y, x)))}


def entropy(length, size):
    z, x = spread(length, size), grey(length)
    on = [1 / (1 + (-D(a)).exp()) for a in z]
    # -x ln p - (1 - x) ln (1 - p), which is what the name says.
    total = -sum(D(b) * p.ln() + (1 - D(b)) * (1 - p).ln() for b, p in zip(x, on))
    return {"z": z, "x": x, "sum": float(total), "slopes": [float(p - D(b)) for b, p in zip(x, on)]}


def adam(length, steps, rate, decay, beta1=0.9, beta2=0.999, epsilon=1e-8):
    x = spread(length, 1)
    start, m, v = list(x), [0.0] * length, [0.0] * length
    for t in range(1, steps + 1):
        g = [single(math.sin(i + 7 * t)) for i in range(length)]
        for i in range(length):
            full = g[i] + decay * x[i]
            m[i] = beta1 * m[i] + (1 - beta1) * full
            v[i] = beta2 * v[i] + (1 - beta2) * full * full
            x[i] -= rate * (m[i] / (1 - beta1**t)) / (math.sqrt(v[i] / (1 - beta2**t)) + epsilon)
    return {"start": start, "steps": steps, "rate": rate, "decay": decay, "x": x, "m": m, "v": v}


cases = {
    "squares": [squares(n) for n in (1, 7, 1030)],
    "entropies": [entropy(1, 2), entropy(7, 30), entropy(1030, 3), entropy(530, 20)],
    "adam": [adam(1, 1, 0.1, 0), adam(11, 25, 0.01, 0), adam(11, 25, 0.01, 0.1)],
}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(cases, indent=1) + "\n")
