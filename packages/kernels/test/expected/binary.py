"""Draws of binary units and sums of softplus, worked out a second time: writes binary.json.

    python3 binary.py

Philox 4x32-10 in whole numbers of Python; uniform numbers rounded to float32 by numpy; sums of softplus in 40 digits.
"""

import json
import pathlib

import numpy as np
from mpmath import exp, log1p, mp, mpf

mp.dps = 40
MASK = 0xFFFFFFFF


def philox(block, key, domain):
    c = [block & MASK, block >> 32, 0, domain]
    k0, k1 = key
    for _ in range(10):
        first, second = 0xD2511F53 * c[0], 0xCD9E8D57 * c[2]
        c = [(second >> 32) ^ c[1] ^ k0, second & MASK, (first >> 32) ^ c[3] ^ k1, first & MASK]
        k0, k1 = (k0 + 0x9E3779B9) & MASK, (k1 + 0xBB67AE85) & MASK
    return c


def half(key, draw):
    word = philox(draw // 8, key, 0)[draw // 2 % 4]
    return word >> 16 * (draw % 2) & 0xFFFF


def ones(key, first, p):
    """What is open is decided by a word of its own."""
    out = []
    for i, x in enumerate(np.float32(65536) * p):
        n = half(key, first + i)
        m = philox((first + i) // 4, key, 5)[(first + i) % 4] >> 1
        u = np.float32(m) * np.float32(2.0**-31) + np.float32(2.0**-32)
        out.append(int(n + 1 <= x or (n <= x and u <= x - np.float32(n))))
    return out


def draws(key, first, length):
    p = np.array([[0, 1, 0.5, 0.1, 0.9, 1e-3][i % 6] for i in range(length)], dtype=np.float32)
    # Every seventh lies within 2^-16 of where the draw turns, so that it is open.
    for i in range(0, length, 7):
        p[i] = np.float32((half(key, first + i) + i / length) / 65536)
    grey = np.array([(37 * i) % 256 for i in range(length)], dtype=np.uint8)
    return {
        "key": key,
        "first": first,
        "p": [float(x) for x in p],
        "ones": ones(key, first, p),
        "grey": [int(x) for x in grey],
        "greyOnes": ones(key, first, grey.astype(np.float32) / np.float32(255)),
    }


def softplus(length, scale, spread):
    """Numbers that float32 holds, from 0 to `spread` in size."""
    x = [float(np.float32(spread * (((i + 1) * 0.6180339887498949) % 1 * 2 - 1))) for i in range(length)]
    total = sum(log1p(exp(-abs(mpf(scale) * v))) + max(mpf(scale) * v, 0) for v in x)
    return {"scale": scale, "x": x, "sum": float(total)}


cases = {
    "draws": [draws([1, 2], 0, 70), draws([0xDEADBEEF, 0xFFFFFFFF], 8 * 0xFFFFFFFF - 24, 77)],
    "softplus": [softplus(1, 1, 2), softplus(7, 0.5, 30), softplus(1027, 1, 3), softplus(530, 0.25, 800)],
}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(cases, indent=1) + "\n")
