"""Images turned, shifted, thickened and thinned by SciPy, for the tests of @rgflow/dataset/transform.

    python3 transform.py > transform.json          (scipy 1.17.1)

The image is an exact function of its indices, so the test makes the same one.
"""

import json

import numpy as np
from scipy import ndimage

ROWS, COLUMNS = 6, 7
i, j = np.mgrid[0:ROWS, 0:COLUMNS]
image = ((31 * i * i + 17 * j + 5 * i * j) % 101) / 100


def moved(right, down, turn):
    angle = np.radians(turn)
    # From a place in the result to one in the image, as (row, column): the turn backwards, which is clockwise as seen.
    inverse = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    middle = (np.array([ROWS, COLUMNS]) - 1) / 2
    offset = middle - inverse @ (middle + np.array([down, right]))
    return ndimage.affine_transform(image, inverse, offset, order=1, mode="grid-constant", cval=0.0)


def thickened(steps):
    cross = ndimage.generate_binary_structure(2, 1)
    operation, outside = (ndimage.grey_dilation, -9.0) if steps > 0 else (ndimage.grey_erosion, 9.0)
    whole, rest = int(abs(steps)), abs(steps) - int(abs(steps))
    out = image
    for _ in range(whole):
        out = operation(out, footprint=cross, mode="constant", cval=outside)
    return (1 - rest) * out + rest * operation(out, footprint=cross, mode="constant", cval=outside)


motions = [(0, 0, 90), (1.3, -0.6, 0), (0, 0, 20), (-0.4, 2.2, -33), (3, 0, 180)]
steps = [0.25, 1, 1.5, -0.75, -2]
print(
    json.dumps(
        {
            "moved": [
                {"right": r, "down": d, "turn": t, "values": moved(r, d, t).round(12).ravel().tolist()} for r, d, t in motions
            ],
            "thickened": [{"steps": s, "values": thickened(s).round(12).ravel().tolist()} for s in steps],
        }
    )
)
