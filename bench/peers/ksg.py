"""Mutual information by nearest neighbours with scikit-learn, driven by lines on stdin.

    python ksg.py FOLDER

FOLDER holds problem.json (units of x and of y, neighbours), x.f64 and y.f64. The first line out says what is running; every
line in is answered by {"milliseconds": ..., "values": [information in nats]}.

The estimator is the one of sklearn.feature_selection._mutual_info._compute_mi_cc, which takes one unit of each variable,
line by line for several: neighbours in the joint space by NearestNeighbors, those nearer than the k-th of them in x and in
y by KDTree.query_radius, all in the maximum norm. Not clipped at 0.
"""

import json
import sys
import time
from pathlib import Path

import numpy as np
import sklearn
from scipy.special import digamma
from sklearn.neighbors import KDTree, NearestNeighbors

folder = Path(sys.argv[1])
problem = json.loads((folder / "problem.json").read_text())
x, y = (np.fromfile(folder / f"{name}.f64").reshape(-1, problem["units"]) for name in "xy")
neighbours = problem["neighbours"]


def information():
    joint = np.hstack((x, y))
    search = NearestNeighbors(metric="chebyshev", n_neighbors=neighbours).fit(joint)
    radius = np.nextafter(search.kneighbors()[0][:, -1], 0)
    n_x, n_y = (
        KDTree(each, metric="chebyshev").query_radius(each, radius, count_only=True) for each in (x, y)
    )
    # The counts have the sample itself among them: n + 1.
    return digamma(len(x)) + digamma(neighbours) - np.mean(digamma(n_x)) - np.mean(digamma(n_y))


print(json.dumps({"name": f"scikit-learn {sklearn.__version__}"}), flush=True)
for _ in sys.stdin:
    start = time.perf_counter()
    value = float(information())
    milliseconds = 1000 * (time.perf_counter() - start)
    print(json.dumps({"milliseconds": milliseconds, "values": [value]}), flush=True)
