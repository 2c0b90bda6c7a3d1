"""Powers in high precision, by mpmath. Run: python3 power.py 60 > power.json; 60 are the arguments of each range.

`nearest` is the double next to x^y, `rest` what it leaves of it in units of its last place.
"""

import json
import random
import struct
import sys

import mpmath

mpmath.mp.prec = 400
count = int(sys.argv[1])
rng = random.Random(20211203)


def scaled(lowest, highest):
    """A number of random digits with a binary exponent between two."""
    return struct.unpack("<d", struct.pack("<Q", rng.getrandbits(52) | (rng.randint(lowest, highest) + 1023) << 52))[0]


def sign():
    return rng.choice((-1, 1))


ranges = {
    "b^x of a fit": lambda: (rng.random(), 60 * rng.random()),
    "every size": lambda: (scaled(-1022, 1022), rng.uniform(-2, 2)),
    "near 1 to a large power": lambda: (1 + sign() * scaled(-50, -5), sign() * scaled(0, 48)),
    "next to 1": lambda: (1 + sign() * scaled(-5, -2), rng.uniform(-100, 100)),
    "whole exponents": lambda: (sign() * scaled(-12, 12), rng.randint(-30, 30)),
    "squares and cubes": lambda: (scaled(-30, 30), rng.choice((-3, -2, -1, -0.5, 0.5, 1.5, 2, 3, 4, 8))),
    "of 2": lambda: (2, rng.uniform(-1022, 1023)),
    "of 10": lambda: (10, rng.choice((rng.uniform(-300, 300), rng.randint(-307, 308)))),
    "small exponents": lambda: (scaled(-1000, 1000), sign() * scaled(-60, -3)),
    "subnormal powers": lambda: (scaled(1, 3), rng.uniform(-1074, -1022) / 2),
    "subnormal bases": lambda: (rng.randint(1, 2**52) * 2.0**-1074, rng.uniform(-0.9, 1)),
}


def power(x, y):
    exact = mpmath.mpf(x) ** mpmath.mpf(y) if x > 0 or y == int(y) else None
    if exact is None or not mpmath.mpf(2) ** -1076 < abs(exact) < mpmath.mpf(2) ** 1023.99:
        return None
    place = mpmath.ldexp(1, max(int(mpmath.floor(mpmath.log(abs(exact), 2))), -1022) - 52)
    nearest = mpmath.nint(exact / place) * place
    return {"x": x, "y": y, "nearest": float(nearest), "rest": round(float((exact - nearest) / place), 12)}


def cases(draw):
    found = []
    while len(found) < count:
        case = power(*draw())
        if case is not None:
            found.append(case)
    return found


print(
    json.dumps(
        {"made": f"power.py with mpmath {mpmath.__version__}"} | {name: cases(draw) for name, draw in ranges.items()},
        indent=None if count > 1000 else 1,
    )
)
