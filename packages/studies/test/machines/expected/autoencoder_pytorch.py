"""Writes autoencoder_pytorch.json: autoencoders as PyTorch begins and trains them, and what their thresholded codes are.

    python autoencoder_pytorch.py FOLDER

FOLDER has the training files of MNIST, not compressed. 5,900 digits, as many of each; 784-392-...-8 and the mirror image,
ReLU, a sigmoid code, a linear output; weights and biases as torch.nn.Linear draws them, uniform in ±1 / sqrt(nIn); Adam with
weight decay, batches of 64, six epochs. Made with PyTorch 2.15 and NumPy 2.2.
"""

import json
import sys
from pathlib import Path

import numpy as np
import torch

SEEDS, DEPTHS, CODE = range(5), (1, 3, 6), 8
torch.set_num_threads(1)
folder = Path(sys.argv[1])
images = np.fromfile(folder / "train-images-idx3-ubyte", dtype=np.uint8)[16:].reshape(-1, 784)
labels = np.fromfile(folder / "train-labels-idx1-ubyte", dtype=np.uint8)[8:]


def shown(random):
    rows = np.concatenate([random.permutation(np.flatnonzero(labels == digit))[:590] for digit in range(10)])
    return torch.from_numpy(images[random.permutation(rows)]).float() / 255


def autoencoder(depth):
    encoder = [784]
    for _ in range(depth):
        encoder.append(encoder[-1] // 2)
    encoder.append(CODE)
    widths = encoder + encoder[-2::-1]
    modules = []
    for layer, (before, units) in enumerate(zip(widths, widths[1:])):
        modules.append(torch.nn.Linear(before, units))
        if layer < len(widths) - 2:
            modules.append(torch.nn.Sigmoid() if layer == depth else torch.nn.ReLU())
    return torch.nn.Sequential(*modules)


def trained(model, x, epochs=6, batch_size=64):
    optimiser = torch.optim.Adam(model.parameters(), lr=1e-3, weight_decay=1e-5)
    for _ in range(epochs):
        order = torch.randperm(len(x))
        for step in range(len(x) // batch_size):
            batch = x[order[step * batch_size : (step + 1) * batch_size]]
            optimiser.zero_grad()
            torch.nn.functional.mse_loss(model(batch), batch).backward()
            optimiser.step()


def entropy(p):
    p = p[p > 0]
    return float(-(p * np.log(p)).sum())


def look(model, depth, x):
    with torch.no_grad():
        loss = ((model(x) - x) ** 2).mean().item()
        of_mean_image = ((x - x.mean(0)) ** 2).mean().item()
        values = model[: 2 * depth + 2](x).numpy()
    bits = (values >= 0.5).astype(int)
    of_code = entropy(np.bincount(bits @ (1 << np.arange(CODE)), minlength=1 << CODE) / len(x))
    of_units = sum(entropy(np.array([p, 1 - p])) for p in bits.mean(0))
    return {
        "explained": 1 - loss / of_mean_image,
        "entropy": of_code,
        "multiInformation": of_units - of_code,
        "undecidedShare": float(((values > 0.1) & (values < 0.9)).mean()),
    }


answers = {}
for depth in DEPTHS:
    looks = []
    for seed in SEEDS:
        torch.manual_seed(seed)
        x, model = shown(np.random.default_rng(seed)), autoencoder(depth)
        trained(model, x)
        looks.append(look(model, depth, x))
    answers[depth] = {name: [each[name] for each in looks] for name in looks[0]}


def line(name, values):
    return f'    "{name}": {json.dumps([round(value, 6) for value in values])}'


depths = [f'  "{depth}": {{\n' + ",\n".join(line(*each) for each in of.items()) + "\n  }" for depth, of in answers.items()]
Path(__file__).with_suffix(".json").write_text("{\n" + ",\n".join(depths) + "\n}\n")
