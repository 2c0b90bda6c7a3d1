"""Random streams worked out a second time, in Python's integers and its C mathematics library: writes streams.json.

    python3 streams.py

Philox from the paper (Salmon et al., SC'11), stream keys from the encoding that src/stream-key.ts documents, uniform
numbers, and Box-Muller with math.log, math.cos and math.sin, which may differ from ours in the last bit of a float32.
"""
import hashlib
import json
import math
import pathlib
import struct


def philox(counter, key):
    c, k = list(counter), list(key)
    for _ in range(10):
        p0, p1 = 0xD2511F53 * c[0], 0xCD9E8D57 * c[2]
        c = [(p1 >> 32) ^ c[1] ^ k[0], p1 & 0xFFFFFFFF, (p0 >> 32) ^ c[3] ^ k[1], p0 & 0xFFFFFFFF]
        k = [(k[0] + 0x9E3779B9) & 0xFFFFFFFF, (k[1] + 0xBB67AE85) & 0xFFFFFFFF]
    return c


def text(value):
    data = value.encode()
    return b"s" + struct.pack("<I", len(data)) + data


def item(value):
    if value is None:
        return b"z"
    if isinstance(value, bool):
        return b"b" + bytes([value])
    if isinstance(value, str):
        return text(value)
    return b"n" + struct.pack("<d", value + 0.0)


def stream_key(parent, name, values):
    data = text("rgflow.random/1") + (b"z" if parent is None else b"k" + struct.pack("<II", *parent)) + text(name)
    for field in sorted(values):
        data += text(field) + item(values[field])
    return struct.unpack("<II", hashlib.sha256(data).digest()[:8])


def block(key, index, domain):
    return philox([index & 0xFFFFFFFF, index >> 32, 0, domain], key)


def uint32(key, i):
    return block(key, i // 4, 0)[i % 4]


def uniform(key, i):
    words = block(key, i // 2, 1)[2 * (i % 2):][:2]
    return ((words[0] >> 5) * 2**26 + (words[1] >> 6)) / 2**53


def normal(key, i):
    words = block(key, i // 4, 2)[i % 4 // 2 * 2:][:2]
    radius = math.sqrt(-2 * math.log((words[0] + 0.5) / 2**32))
    angle = 2 * math.pi * words[1] / 2**32
    return radius * (math.sin(angle) if i % 2 else math.cos(angle))


streams = []
for path in (
    [["train", {}]],
    [["train", {"sigmaW2": 1.5, "seed": 0, "shuffle": False, "engine": "native", "note": None}]],
    [["train", {"sigmaW2": 1.5}], ["weights", {"layer": 3}]],
    [["σ_w² sweep", {"β": -0.0, "name": "1"}], ["π", {"layer": 1e300}], ["", {}]],
):
    key = None
    for name, values in path:
        key = stream_key(key, name, values)
    firsts = [0, 1, 2, 3, 4, 5, 4 * 2**32 - 3, 4 * 2**32 + 1, 2**45 + 7]
    streams.append({
        "path": path,
        "key": key,
        "elements": [
            {"index": i, "uint32": uint32(key, i), "uniform": uniform(key, i), "normal": normal(key, i)} for i in firsts
        ],
    })

target = pathlib.Path(__file__).with_suffix(".json")
target.write_text(json.dumps(streams, indent=1, ensure_ascii=False) + "\n")
