"""The training step of bench/training-step.js in PyTorch, driven by JSON lines on stdin.

    python training_step.py FOLDER OPTIMISER

FOLDER holds network.json (widths, learningRate, momentum, batchSize), parameters.f32 (W and b of each layer in turn),
images.u8 and labels.u8. OPTIMISER is 'plain' or 'fused': torch.optim.SGD as it comes, or its fused CPU implementation.
The first line out says what is running; then every line in, {"first": batch, "count": n}, trains on n batches and is
answered by {"milliseconds": [...], "losses": [...]}.
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

parameters = torch.from_numpy(np.fromfile(folder / "parameters.f32", dtype=np.float32))
modules, offset = [], 0
for before, units in zip(widths, widths[1:]):
    linear = torch.nn.Linear(before, units)
    with torch.no_grad():
        linear.weight.copy_(parameters[offset : offset + units * before].view(units, before))
        offset += units * before
        linear.bias.copy_(parameters[offset : offset + units])
        offset += units
    modules += [linear, torch.nn.Tanh()]
model = torch.nn.Sequential(*modules)

labels = torch.from_numpy(np.fromfile(folder / "labels.u8", dtype=np.uint8)).long()
images = torch.from_numpy(np.fromfile(folder / "images.u8", dtype=np.uint8).reshape(len(labels), widths[0]))
optimiser = torch.optim.SGD(
    model.parameters(),
    lr=config["learningRate"],
    momentum=config["momentum"],
    **({"fused": True} if optimiser_kind == "fused" else {}),
)


def step(batch):
    rows = slice(batch * batch_size, (batch + 1) * batch_size)
    optimiser.zero_grad()
    loss = torch.nn.functional.cross_entropy(model(images[rows].float() / 255), labels[rows])
    loss.backward()
    optimiser.step()
    return loss.item()


print(json.dumps({"name": f"PyTorch {torch.__version__}, SGD {optimiser_kind}"}), flush=True)
for line in sys.stdin:
    request = json.loads(line)
    milliseconds, losses = [], []
    for batch in range(request["first"], request["first"] + request["count"]):
        start = time.perf_counter()
        losses.append(step(batch))
        milliseconds.append(1000 * (time.perf_counter() - start))
    print(json.dumps({"milliseconds": milliseconds, "losses": losses}), flush=True)
