"""Reads the golden bytes of golden-bytes.json with pyarrow, and says what is in them: they are not only what this encoder
writes, but what they should be. `pip install pyarrow`, then: python golden_bytes.py"""
import base64
import hashlib
import json
import math
import pathlib

import pyarrow as pa

golden = json.loads(pathlib.Path(__file__).with_name("golden-bytes.json").read_text())


def read(name):
    raw = base64.b64decode(golden[name]["base64"])
    assert hashlib.sha256(raw).hexdigest() == golden[name]["sha256"], name
    return pa.ipc.open_stream(raw).read_all()


def tensor(name):
    table = read(name)
    shape = json.loads(table.schema.metadata[b"rgflow.shape"])
    flat = table.column("value").combine_chunks()
    if isinstance(flat, pa.ExtensionArray):
        flat = flat.storage.flatten()
    return str(flat.type), shape, flat.to_pylist()


rows = read("table of three rows").to_pylist()
assert rows == [
    {"name": "mnist", "x": 0.1, "y": 0.5, "n": -7, "ok": True},
    {"name": "größe", "x": None, "y": -0.0, "n": 2**31 - 1, "ok": None},
    {"name": "", "x": math.inf, "y": 3.0, "n": 0, "ok": False},
], rows
empty = read("table of no rows")
assert empty.num_rows == 0 and empty.schema.names == ["name", "x", "y", "n", "ok"]
assert [field.nullable for field in empty.schema] == [False, True, False, False, True]
kind, shape, values = tensor("matrix of float32")
assert (kind, shape) == ("float", [2, 3]) and values[:5] == [1, 2, 3, 4, 5] and abs(values[5] - 0.1) < 1e-8
assert tensor("vector of float64") == ("double", [3], [0.1, -0.0, 1e300])
assert tensor("images of uint8") == ("uint8", [2, 2, 2], [0, 1, 2, 3, 4, 5, 6, 255])
assert tensor("labels of int32") == ("int32", [2], [-1, 9])
print(f"{len(golden)} golden values read as they should")
