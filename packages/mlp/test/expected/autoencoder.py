"""Small autoencoders in float64, worked out a second time: writes autoencoder.json.

    python3 autoencoder.py

Gradients by complex steps, exact to rounding, and no backward pass; then steps of Adam, as in the paper, and of gradient
descent with momentum. Losses of the mean image and of no error at all. Parameters and images are functions of their
indices; parameters are rounded to float32.
"""

import cmath
import json
import math
import pathlib
import struct

WIDTHS = [6, 5, 2, 5, 6]
BATCH, STEPS = 4, 12
COUNT = BATCH * STEPS
STEP = 1e-30


def single(x):
    return struct.unpack("f", struct.pack("f", x))[0]


IMAGES = [[(7919 * (6 * i + j) % 251 + 3 * j) % 256 / 255 for j in range(6)] for i in range(COUNT)]


def parameters():
    flat = []
    for layer, (before, units) in enumerate(zip(WIDTHS, WIDTHS[1:])):
        flat.append([single(1.2 / math.sqrt(before) * math.sin(i + 1 + 100 * layer)) for i in range(units * before)])
        flat.append([single(0.2 * math.sin(i + 1 + 100 * (layer + 50))) for i in range(units)])
    return flat


FUNCTIONS = {
    "tanh": cmath.tanh,
    "relu": lambda z: z if z.real > 0 else 0 * z,
    "sigmoid": lambda z: 1 / (1 + cmath.exp(-z)),
    "linear": lambda z: z,
}


def loss_of(flat, images, functions, loss):
    total = 0
    for x in images:
        y = x
        for layer in range(4):
            weights, biases = flat[2 * layer], flat[2 * layer + 1]
            n = len(y)
            phi = FUNCTIONS[functions[layer]]
            y = [phi(sum(weights[i * n + j] * y[j] for j in range(n)) + b + 0j) for i, b in enumerate(biases)]
        if loss == "mse":
            total += sum((a - b) ** 2 for a, b in zip(y, x))
        else:
            total += sum(-b * cmath.log(a) - (1 - b) * cmath.log(1 - a) for a, b in zip(y, x))
    return total / (len(images) * len(images[0]))


def gradient_of(flat, *rest):
    out = []
    for array in flat:
        slopes = []
        for i, value in enumerate(array):
            array[i] = value + STEP * 1j
            slopes.append(loss_of(flat, *rest).imag / STEP)
            array[i] = value
        out.append(slopes)
    return out


def trained(activation, code, output, loss, optimiser, rate, momentum, decay):
    functions = [activation, code, activation, output]
    flat = parameters()
    first = [[0.0] * len(array) for array in flat]
    second = [[0.0] * len(array) for array in flat]
    losses, start = [], None
    for t in range(1, STEPS + 1):
        images = IMAGES[(t - 1) * BATCH : t * BATCH]
        losses.append(loss_of(flat, images, functions, loss).real)
        gradient = gradient_of(flat, images, functions, loss)
        start = start or gradient
        for at, (array, slopes) in enumerate(zip(flat, gradient)):
            for i, slope in enumerate(slopes):
                g = slope + (decay * array[i] if at % 2 == 0 else 0)
                if optimiser == "sgd":
                    first[at][i] = momentum * first[at][i] - rate * g
                    array[i] += first[at][i]
                    continue
                first[at][i] = momentum * first[at][i] + (1 - momentum) * g
                second[at][i] = 0.999 * second[at][i] + 0.001 * g * g
                mean, square = first[at][i] / (1 - momentum**t), second[at][i] / (1 - 0.999**t)
                array[i] -= rate * mean / (math.sqrt(square) + 1e-8)
    return {
        "functions": {"activation": activation, "code": code, "output": output, "loss": loss},
        "training": {
            "optimiser": optimiser,
            "learningRate": rate,
            "momentum": momentum,
            "weightDecay": decay,
            "batchSize": BATCH,
        },
        "losses": losses,
        "gradient": start,
        "after": flat,
        "lossAfter": loss_of(flat, IMAGES, functions, loss).real,
    }


def entropy(p):
    return -p * math.log(p) - (1 - p) * math.log(1 - p) if 0 < p < 1 else 0


MEANS = [sum(image[j] for image in IMAGES) / COUNT for j in range(6)]
cases = {
    "trainings": [
        trained("tanh", "sigmoid", "linear", "mse", "sgd", 0.3, 0.8, 0),
        trained("sigmoid", "tanh", "sigmoid", "mse", "adam", 0.01, 0.9, 0),
        trained("tanh", "sigmoid", "sigmoid", "cross-entropy", "adam", 0.01, 0.9, 0.1),
        trained("relu", "sigmoid", "sigmoid", "cross-entropy", "sgd", 0.3, 0.5, 0.01),
        trained("relu", "sigmoid", "linear", "mse", "adam", 0.01, 0.9, 1e-3),
    ],
    "meanImage": {
        "mse": sum((image[j] - MEANS[j]) ** 2 for image in IMAGES for j in range(6)) / (6 * COUNT),
        "cross-entropy": sum(entropy(m) for m in MEANS) / 6,
        "least": sum(entropy(x) for image in IMAGES for x in image) / (6 * COUNT),
    },
}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(cases, indent=1) + "\n")
