"""The step of bench/autoencoder-step.js in PyTorch, driven by JSON lines on stdin.

    python autoencoder_step.py FOLDER OPTIMISER

FOLDER holds network.json (widths, learningRate, momentum, weightDecay, batchSize), parameters.f32 (W and b of each layer
in turn) and images.u8. Hidden layers are ReLU, the code in the middle a sigmoid, the output linear; the loss is MSELoss.
OPTIMISER is 'plain' or 'fused': torch.optim.Adam as it comes, or its fused CPU implementation; biases do not decay. The
first line out says what is running; then every line in, {"first": batch, "count": n}, trains on n batches and is answered
by {"milliseconds": [...], "losses": [...]}.
"""

import json
import sys
import time
from pathlib import Path

import numpy as np
import torch

torch.set_num_threads(1)
folder, optimiser_kind = Path(sys.argv[1]), sys.argv[2]
config = json.loads((folder / "network.json").read_text())
widths, batch_size = config["widths"], config["batchSize"]
layers = len(widths) - 1

parameters = torch.from_numpy(np.fromfile(folder / "parameters.f32", dtype=np.float32))
modules, offset = [], 0
for layer, (before, units) in enumerate(zip(widths, widths[1:])):
    linear = torch.nn.Linear(before, units)
    with torch.no_grad():
        linear.weight.copy_(parameters[offset : offset + units * before].view(units, before))
        offset += units * before
        linear.bias.copy_(parameters[offset : offset + units])
        offset += units
    modules.append(linear)
    if layer < layers - 1:
        modules.append(torch.nn.Sigmoid() if layer == layers // 2 - 1 else torch.nn.ReLU())
model = torch.nn.Sequential(*modules)

images = torch.from_numpy(np.fromfile(folder / "images.u8", dtype=np.uint8).reshape(-1, widths[0]))
linears = [module for module in model if isinstance(module, torch.nn.Linear)]
optimiser = torch.optim.Adam(
    [
        {"params": [linear.weight for linear in linears], "weight_decay": config["weightDecay"]},
        {"params": [linear.bias for linear in linears], "weight_decay": 0.0},
    ],
    lr=config["learningRate"],
    betas=(config["momentum"], 0.999),
    eps=1e-8,
    **({"fused": True} if optimiser_kind == "fused" else {}),
)
loss_of = torch.nn.MSELoss()


def step(batch):
    x = images[batch * batch_size : (batch + 1) * batch_size].float() / 255
    optimiser.zero_grad()
    loss = loss_of(model(x), x)
    loss.backward()
    optimiser.step()
    return loss.item()


print(json.dumps({"name": f"PyTorch {torch.__version__}, Adam {optimiser_kind}"}), flush=True)
for line in sys.stdin:
    request = json.loads(line)
    milliseconds, losses = [], []
    for batch in range(request["first"], request["first"] + request["count"]):
        start = time.perf_counter()
        losses.append(step(batch))
        milliseconds.append(1000 * (time.perf_counter() - start))
    print(json.dumps({"milliseconds": milliseconds, "losses": losses}), flush=True)
