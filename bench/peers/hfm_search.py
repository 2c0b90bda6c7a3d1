"""The searches of @rgflow/hfm in numpy, driven by lines on stdin.

    python hfm_search.py FOLDER SEARCH

FOLDER holds problem.json (units) and counts.f64, how often each of 2^units states was seen; SEARCH is 'order' (the best
order about ground state 0) or 'all' (the best order about the best ground state). The first line out says what is running;
every line in is answered by {"milliseconds": ..., "values": [lowest mean level of detail]}.

Both are recursions over sets of units or cells, all of one size at once: the tables of indices are made before the clock
runs.
"""

import json
import sys
import time
from pathlib import Path

import numpy as np

folder, search = Path(sys.argv[1]), sys.argv[2]
units = json.loads((folder / "problem.json").read_text())["units"]
counts = np.fromfile(folder / "counts.f64")
total = counts.sum()


def by_size(sizes):
    return [np.flatnonzero(sizes == size) for size in range(1, units + 1)]


if search == "order":
    states = np.arange(2**units)
    sets = by_size(np.bitwise_count(states))
    members = [[each[each >> unit & 1 == 1] for unit in range(units)] for each in sets]
else:
    cells = np.arange(3**units)
    digits = [cells // 3**unit % 3 for unit in range(units)]
    sets = by_size(sum(digit != 2 for digit in digits))
    members = [[each[digits[unit][each] != 2] for unit in range(units)] for each in sets]
    steps = [[(2 - digits[unit][each]) * 3**unit for unit, each in enumerate(level)] for level in members]


def order():
    sums = counts.reshape((2,) * units).copy()
    for axis in range(units):
        sums[(slice(None),) * axis + (1,)] += sums[(slice(None),) * axis + (0,)]
    agreeing = sums.reshape(-1)[::-1]  # of the complement
    best = np.zeros(2**units)
    coarser = np.full(2**units, -np.inf)
    for size, level in enumerate(sets):
        for unit, each in enumerate(members[size]):
            coarser[each] = np.maximum(coarser[each], best[each ^ 1 << unit])
        best[level] = agreeing[level] + coarser[level]
    return best[-1]


def ground_states():
    values = counts.reshape((2,) * units)
    for axis in range(units):
        values = np.concatenate([values, values.sum(axis=axis, keepdims=True)], axis=axis)
    values = values.reshape(-1)
    values[-1] = 0
    coarser = np.full(3**units, -np.inf)
    for size, level in enumerate(sets):
        for unit, each in enumerate(members[size]):
            coarser[each] = np.maximum(coarser[each], values[each + steps[size][unit]])
        values[level] += coarser[level]
    return values[sets[-1]].max()


run = order if search == "order" else ground_states
print(json.dumps({"name": f"numpy {np.__version__}"}), flush=True)
for _ in sys.stdin:
    start = time.perf_counter()
    values = [float(units - run() / total)]
    milliseconds = 1000 * (time.perf_counter() - start)
    print(json.dumps({"milliseconds": milliseconds, "values": values}), flush=True)
