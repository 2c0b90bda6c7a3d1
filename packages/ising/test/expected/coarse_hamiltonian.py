"""The energy of a coarse state as its Taylor series in the strength of the couplings between blocks, in 60 digits.
Run: python3 coarse_hamiltonian.py > coarse_hamiltonian.json"""

import json

import mpmath as mp

mp.mp.dps = 60

text = lambda numbers: [float(x) for x in numbers]
# Four microstates of one coarse state: e^{-H'(lambda)} = sum e^{-H0 - lambda V}, expanded in lambda, at lambda = 1.
intra, inter = [-0.5, 0.25, 1.0, -1.5], [0.25, -0.5, 0.125, 0.375]
energy = lambda t: -mp.log(mp.fsum(mp.exp(-e - t * v) for e, v in zip(intra, inter)))
series = mp.taylor(energy, 0, 8)
print(
    json.dumps(
        {
            "made": f"coarse_hamiltonian.py with mpmath {mp.__version__}",
            "intra": intra,
            "inter": inter,
            "exact": float(energy(1)),
            "byOrder": text(mp.fsum(series[: k + 1]) for k in range(1, 9)),
        },
        indent=1,
    )
)
