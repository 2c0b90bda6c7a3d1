"""Softmax cross-entropy in 60 decimal digits: writes loss.json.

    python3 loss.py

Logits are given as the float32 that the kernels receive.
"""
import decimal
import json
import pathlib
import struct

decimal.getcontext().prec = 60
D = decimal.Decimal


def float32(x):
    return struct.unpack("f", struct.pack("f", x))[0]


def case(name, logits, labels):
    logits = [[float32(x) for x in row] for row in logits]
    losses, gradient = [], []
    for row, label in zip(logits, labels):
        weights = [(D(x) - D(max(row))).exp() for x in row]
        partition = sum(weights)
        losses.append(partition.ln() - (D(row[label]) - D(max(row))))
        gradient.append([float((w / partition - (j == label)) / len(logits)) for j, w in enumerate(weights)])
    return {"name": name, "logits": logits, "labels": labels, "loss": float(sum(losses) / len(losses)), "gradient": gradient}


cases = [
    case("one row of two classes", [[0, 1]], [1]),
    case("one class", [[3.5]], [0]),
    case("equal logits", [[2] * 10] * 3, [0, 5, 9]),
    case("outputs of tanh", [[0.1 * ((7 * i + 3 * j) % 19 - 9) for j in range(10)] for i in range(7)], [3, 1, 4, 1, 5, 9, 2]),
    case("huge logits", [[1e30, -1e30, 0], [88, 89, 90], [-3e38, -3e38, -3e38]], [0, 0, 2]),
    case("a hopeless label", [[0, 500, 300], [-700, 0, 1]], [0, 0]),
    case("a nearly certain label", [[0, 20, 0], [0, 0, 30]], [1, 2]),
]
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(cases, indent=1) + "\n")
