"""Facts about the data sets known by name, for the tests of @rgflow/dataset, read by numpy alone.

Run: python3 images.py mnist=FOLDER fashion-mnist=FOLDER ... > images.json
with the name of each set in ../../src/known-datasets.ts and a folder that is named there. Of the training file the last
sixth is taken as validation, of the 60,000 images of MNIST 10,000 as in mnist.pkl.gz.
"""

import gzip
import hashlib
import json
import os
import sys

import numpy as np


def read(folder, name):
    path = os.path.join(folder, name)
    raw = open(path, "rb").read() if os.path.exists(path) else gzip.open(path + ".gz").read()
    rank = raw[3]
    shape = np.frombuffer(raw, ">u4", rank, 4)
    return np.frombuffer(raw, np.uint8, offset=4 + 4 * rank).reshape(shape), hashlib.sha256(raw).hexdigest()


def facts(images, labels):
    x = images.astype(np.float64) / 255
    return {
        "count": len(labels),
        "perClass": np.bincount(labels, minlength=int(labels.max()) + 1).tolist(),
        "mean": float(x.mean()),
        "standardDeviation": float(x.std()),
        "firstLabels": labels[:10].tolist(),
        "lastLabel": int(labels[-1]),
        "firstImageSum": int(images[0].astype(np.int64).sum()),
        "lastImageSum": int(images[-1].astype(np.int64).sum()),
    }


def dataset(folder):
    train_x, a = read(folder, "train-images-idx3-ubyte")
    train_y, b = read(folder, "train-labels-idx1-ubyte")
    test_x, c = read(folder, "t10k-images-idx3-ubyte")
    test_y, d = read(folder, "t10k-labels-idx1-ubyte")
    first = len(train_y) - len(train_y) // 6
    return {
        "sha256": {"trainImages": a, "trainLabels": b, "testImages": c, "testLabels": d},
        "whole": facts(train_x, train_y),
        "train": facts(train_x[:first], train_y[:first]),
        "validation": facts(train_x[first:], train_y[first:]),
        "test": facts(test_x, test_y),
    }


print(
    json.dumps(
        {
            "made": f"images.py with numpy {np.__version__}",
            **{name: dataset(folder) for name, folder in (argument.split("=") for argument in sys.argv[1:])},
        },
        indent=1,
    )
)
