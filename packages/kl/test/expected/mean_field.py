"""The published estimator per unit in mean-field theory. Run: python3 mean_field.py > mean_field.json

At infinite width the preactivations of layer m are normal with variance q_m, and the pushed samples too, so that
D_m / N = (1/2) ln(q_m / q_0), with q_0 = sigma_w^2 X + sigma_b^2, X = (1/N) sum x_i^2, and
q_{m+1} = sigma_w^2 E tanh^2(sqrt(q_m) z) + sigma_b^2, z standard normal.
"""

import json

import numpy as np
import scipy
from scipy.integrate import quad

LAYERS = [1, 2, 3, 5, 10]
SIGMA_B2 = 0.05


def second_moment(q):
    density = lambda z: np.exp(-z * z / 2) / np.sqrt(2 * np.pi)
    return 2 * quad(lambda z: np.tanh(np.sqrt(q) * z) ** 2 * density(z), 0, 12, epsabs=1e-14, epsrel=1e-13)[0]


def curve(sigma_w2, x):
    q = [sigma_w2 * x + SIGMA_B2]
    for _ in range(max(LAYERS)):
        q.append(sigma_w2 * second_moment(q[-1]) + SIGMA_B2)
    return [float(np.log(q[m] / q[0]) / 2) for m in LAYERS]


cases = [(1.0, 0.1), (1.5, 0.1), (2.0, 0.1), (3.5, 0.1), (1.5, 2.0)]
print(
    json.dumps(
        {
            "made": f"mean_field.py with numpy {np.__version__}, scipy {scipy.__version__}",
            "layers": LAYERS,
            "sigmaB2": SIGMA_B2,
            "curves": [
                {"sigmaW2": w, "inputSecondMoment": x, "klPerUnit": curve(w, x)} for w, x in cases
            ],
        },
        indent=1,
    )
)
