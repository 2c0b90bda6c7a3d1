"""Ising chains from weak to strong couplings, by counting. Run: python3 strong-chains.py > strong-chains.json

The number of states with each sum of neighbours and of spins, by a walk along the chain in whole numbers; from it the Fisher
information as central moments, and errors by its inverse, in 900 digits, so that differences of 400 digits are nothing.
"""

import json
from collections import defaultdict

import mpmath as mp

mp.mp.dps = 900


def counted(sites, periodic):
    """How many states have each (sum of neighbours, sum of spins)."""
    total = defaultdict(int)
    for first in (1, -1):
        at = {(first, 0, first): 1}
        for _ in range(sites - 1):
            further = defaultdict(int)
            for (last, pairs, spins), count in at.items():
                for spin in (1, -1):
                    further[spin, pairs + last * spin, spins + spin] += count
            at = further
        for (last, pairs, spins), count in at.items():
            total[pairs + (last * first if periodic else 0), spins] += count
    return total


def known(sites, boundary, coupling, field, counts):
    k, h = mp.mpf(coupling), mp.mpf(field)
    up, side = {}, {}
    weights = []
    for (pairs, spins), count in counts.items():
        if pairs not in up:
            up[pairs] = mp.exp(k * pairs)
        if spins not in side:
            side[spins] = mp.exp(h * spins)
        weights.append((count * up[pairs] * side[spins], pairs, spins))
    z = mp.fsum(w for w, _, _ in weights)
    b = mp.fsum(w * p for w, p, _ in weights) / z
    m = mp.fsum(w * s for w, _, s in weights) / z
    bb = mp.fsum(w * (p - b) ** 2 for w, p, _ in weights) / z
    bm = mp.fsum(w * (p - b) * (s - m) for w, p, s in weights) / z if field != 0 else mp.mpf(0)
    mm = mp.fsum(w * (s - m) ** 2 for w, _, s in weights) / z
    det = bb * mm - bm * bm
    return {
        "sites": sites, "boundary": boundary, "coupling": coupling, "field": field,
        "fisherInformation": [[float(bb), float(bm)], [float(bm), float(mm)]],
        "standardErrors": [float(mp.sqrt(mm / det)), float(mp.sqrt(bb / det))],
    }


def main():
    out = []
    for sites, boundary in ((16, "periodic"), (15, "periodic"), (4, "periodic"), (3, "periodic"), (16, "open"), (5, "open"), (2, "open")):
        counts = counted(sites, boundary == "periodic")
        for size in (0.01, 0.4, 1, 3, 7, 8, 9, 10, 20, 50, 100):
            for coupling in (size, -size):
                for field in (0, 0.001, 0.3, -2, 12, 100):
                    out.append(known(sites, boundary, coupling, field, counts))
    print("[\n" + ",\n".join(json.dumps(each) for each in out) + "\n]")


main()
