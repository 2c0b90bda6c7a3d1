"""Restricted Boltzmann machines trained with one persistent Gibbs step a batch, driven by lines on stdin.

    python boltzmann_machine.py FOLDER KIND

FOLDER holds problem.json (visible, batchSize, learningRate) and states.u8, rows of 0 and 1. KIND is 'scikit-learn', its
BernoulliRBM as it comes, or 'pytorch', the same steps on tensors. The first line out says what is running; every line in,
{"images", "hidden", "epochs", "seed"}, trains a new machine and is answered by {"milliseconds": ..., "weights": [(visible,
hidden), row-major], "visibleBiases": [...], "hiddenBiases": [...]}, the lists only if the line in has "answer": true.
All in float32, one thread.
"""

import json
import sys
import time
from pathlib import Path

import numpy as np

folder, kind = Path(sys.argv[1]), sys.argv[2]
problem = json.loads((folder / "problem.json").read_text())
batch_size, rate, visible = problem["batchSize"], problem["learningRate"], problem["visible"]
states = np.fromfile(folder / "states.u8", dtype=np.uint8).reshape(-1, visible).astype(np.float32)


def scikit_learn(x, hidden, epochs, seed):
    machine = BernoulliRBM(
        n_components=hidden, learning_rate=rate, batch_size=batch_size, n_iter=epochs, random_state=seed
    ).fit(x)
    return machine.components_.T, machine.intercept_visible_, machine.intercept_hidden_


def pytorch(x, hidden, epochs, seed):
    torch.manual_seed(seed)
    x = torch.from_numpy(x)
    w = 0.01 * torch.randn(visible, hidden)
    b, c = torch.zeros(visible), torch.zeros(hidden)
    chains = torch.zeros(batch_size, hidden)
    for _ in range(epochs):
        for first in range(0, len(x) - batch_size + 1, batch_size):
            v = x[first : first + batch_size]
            h = torch.sigmoid(torch.addmm(c, v, w))
            v_chain = torch.bernoulli(torch.sigmoid(torch.addmm(b, chains, w.T)))
            h_chain = torch.sigmoid(torch.addmm(c, v_chain, w))
            w.addmm_(v.T, h, alpha=rate / batch_size).addmm_(v_chain.T, h_chain, alpha=-rate / batch_size)
            b.add_(v.mean(0) - v_chain.mean(0), alpha=rate)
            c.add_(h.mean(0) - h_chain.mean(0), alpha=rate)
            chains = torch.bernoulli(h_chain)
    return w.numpy(), b.numpy(), c.numpy()


if kind == "scikit-learn":
    import sklearn
    from sklearn.neural_network import BernoulliRBM

    train, name = scikit_learn, f"scikit-learn {sklearn.__version__}, BernoulliRBM"
else:
    import torch

    torch.set_num_threads(1)
    torch.set_grad_enabled(False)
    train, name = pytorch, f"PyTorch {torch.__version__}"

print(json.dumps({"name": name}), flush=True)
for line in sys.stdin:
    request = json.loads(line)
    images = states[: request["images"]]
    start = time.perf_counter()
    weights, b, c = train(images, request["hidden"], request["epochs"], request["seed"])
    answer = {"milliseconds": 1000 * (time.perf_counter() - start)}
    if request.get("answer"):
        answer |= {
            "weights": np.asarray(weights, dtype=float).ravel().tolist(),
            "visibleBiases": np.asarray(b, dtype=float).tolist(),
            "hiddenBiases": np.asarray(c, dtype=float).tolist(),
        }
    print(json.dumps(answer), flush=True)
