"""Twenty steps of torch.optim.SGD on a small tanh network in float64, and the gradient of its first batch.

    python training.py > training.json          (torch 2.15.0)

Network, images and labels are exact functions of their indices, so the test makes the same ones. The parameters are
rounded to float32 first, as that is what the engines are given.
"""

import json

import numpy as np
import torch

WIDTHS = [12, 9, 7, 4]
BATCH, STEPS = 8, 20
LEARNING_RATE, MOMENTUM = 0.05, 0.8


def parameter(count, layer):
    """sin(i + 1 + 100 layer), i = 0, ..., count - 1, scaled to order one over the fan-in."""
    return np.sin(np.arange(1, count + 1) + 100.0 * layer)


weights, biases = [], []
for layer, (before, units) in enumerate(zip(WIDTHS, WIDTHS[1:])):
    w = (1.5 / np.sqrt(before) * parameter(units * before, layer)).astype(np.float32).astype(np.float64)
    b = (0.2 * parameter(units, layer + 50)).astype(np.float32).astype(np.float64)
    weights.append(torch.tensor(w.reshape(units, before), requires_grad=True))
    biases.append(torch.tensor(b, requires_grad=True))

count = BATCH * STEPS
images = (np.arange(count * WIDTHS[0]) * 7919 % 256).reshape(count, WIDTHS[0])
labels = np.arange(count) * 3 % WIDTHS[-1]


def forward(x):
    for w, b in zip(weights, biases):
        x = torch.tanh(x @ w.T + b)
    return x


optimiser = torch.optim.SGD([*weights, *biases], lr=LEARNING_RATE, momentum=MOMENTUM)
losses, gradient = [], None
for step in range(STEPS):
    rows = slice(step * BATCH, (step + 1) * BATCH)
    x, y = torch.tensor(images[rows] / 255.0), torch.tensor(labels[rows])
    optimiser.zero_grad()
    loss = torch.nn.functional.cross_entropy(forward(x), y)
    loss.backward()
    if gradient is None:
        gradient = {
            "weights": [w.grad.flatten().tolist() for w in weights],
            "biases": [b.grad.tolist() for b in biases],
        }
    optimiser.step()
    losses.append(loss.item())

with torch.no_grad():
    outputs = forward(torch.tensor(images / 255.0))
    evaluation = {
        "loss": torch.nn.functional.cross_entropy(outputs, torch.tensor(labels)).item(),
        "accuracy": (outputs.argmax(1).numpy() == labels).mean().item(),
    }

print(
    json.dumps(
        {
            "widths": WIDTHS,
            "batchSize": BATCH,
            "learningRate": LEARNING_RATE,
            "momentum": MOMENTUM,
            "losses": losses,
            "gradient": gradient,
            "weights": [w.detach().flatten().tolist() for w in weights],
            "biases": [b.detach().tolist() for b in biases],
            "evaluation": evaluation,
        },
        indent=1,
    )
)
