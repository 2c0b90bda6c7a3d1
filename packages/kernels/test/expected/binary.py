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


def philox(block, key):
    c = [block & MASK, block >> 32, 0, 0]
    k0, k1 = key
    for _ in range(10):
        first, second = 0xD2511F53 * c[0], 0xCD9E8D57 * c[2]
        c = [(second >> 32) ^ c[1] ^ k0, second & MASK, (first >> 32) ^ c[3] ^ k1, first & MASK]
        k0, k1 = (k0 + 0x9E3779B9) & MASK, (k1 + 0xBB67AE85) & MASK
    return c


def uniforms(key, first, length):
    words = [philox(i // 4, key)[i % 4] for i in range(first, first + length)]
    n = np.array([word >> 1 for word in words], dtype=np.float32)
    return n * np.float32(2.0**-31) + np.float32(2.0**-32)


def draws(key, first, length):
    u = uniforms(key, first, length)
    p = np.array([[0, 1, 0.5, 0.1, 0.9, 1e-3][i % 6] for i in range(length)], dtype=np.float32)
    grey = np.array([(37 * i) % 256 for i in range(length)], dtype=np.uint8)
    return {
        "key": key,
        "first": first,
        "p": [float(x) for x in p],
        "ones": [int(x) for x in u <= p],
        "grey": [int(x) for x in grey],
        "greyOnes": [int(x) for x in u <= grey.astype(np.float32) / np.float32(255)],
    }


def softplus(length, scale, spread):
    """Numbers that float32 holds, from 0 to `spread` in size."""
    x = [float(np.float32(spread * (((i + 1) * 0.6180339887498949) % 1 * 2 - 1))) for i in range(length)]
    total = sum(log1p(exp(-abs(mpf(scale) * v))) + max(mpf(scale) * v, 0) for v in x)
    return {"scale": scale, "x": x, "sum": float(total)}


cases = {
    "draws": [draws([1, 2], 0, 70), draws([0xDEADBEEF, 0xFFFFFFFF], 4 * 0xFFFFFFFF - 12, 37)],
    "softplus": [softplus(1, 1, 2), softplus(7, 0.5, 30), softplus(1027, 1, 3), softplus(530, 0.25, 800)],
}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(cases, indent=1) + "\n")
