import { DomainError } from '@rgflow/numerics';
/** The two families of networks of the paper; `depth` counts the linear layers, each of which is followed by tanh. */
export type Architecture = WideArchitecture | TaperedArchitecture;

interface Ends {
  /** Number of linear layers, the output layer included. */
  readonly depth: number;
  /** Units that the network takes in, such as the pixels of an image. */
  readonly inputs: number;
  /** Units of the output layer. */
  readonly classes: number;
}

interface WideArchitecture extends Ends {
  readonly shape: 'wide';
  /** Units of a hidden layer. */
  readonly width: number;
}

interface TaperedArchitecture extends Ends {
  readonly shape: 'tapered';
  /** Ignored: a tapered network has its widths from inputs, classes and depth. */
  readonly width?: number;
}

/**
 * The number of units of the input and of every layer, length depth + 1:
 *
 *     wide:     inputs, width, ..., width, min(400, width), classes
 *     tapered:  inputs, inputs - s, inputs - 2 s, ..., inputs - (depth - 1) s, classes,
 *               s = floor((inputs - classes) / depth)
 *
 * Layer l maps widths[l] units to widths[l + 1]. A wide network of depth 30 therefore has 28 hidden layers of `width`
 * units, one of 400 and the output. Depth 2 keeps the layer before the output, depth 1 is the output alone.
 *
 * @throws {DomainError} if a number is not a positive integer, or a tapered network has more layers than units to lose.
 *
 * @example layerWidths({ shape: 'wide', depth: 4, width: 500, inputs: 784, classes: 10 }); // [784, 500, 500, 400, 10]
 * @example layerWidths({ shape: 'tapered', depth: 3, inputs: 784, classes: 10 }); // [784, 526, 268, 10]
 *
 * Source: section 3.3 with footnote 13 of arXiv:2107.06898 and the networks of github.com/ro-jefferson/entropy_dnn.
 */
export function layerWidths(architecture: Architecture): readonly number[] {
  const { shape, depth, inputs, classes } = architecture;
  const width = shape === 'wide' ? { width: architecture.width } : {};
  for (const [name, value] of Object.entries({ depth, ...width, inputs, classes })) {
    if (!(Number.isInteger(value) && value > 0)) {
      throw new DomainError(`layerWidths: ${name} is ${value}; expected a positive integer.`);
    }
  }
  switch (shape) {
    case 'wide':
      return [inputs, ...wideHidden(depth, architecture.width), classes];
    case 'tapered':
      return [inputs, ...taperedHidden(depth, inputs, classes), classes];
    default:
      shape satisfies never;
      throw new DomainError(`layerWidths: shape is '${shape}'; expected 'wide' or 'tapered'.`);
  }
}

/** The layer before the output has 400 units in the paper; a network narrower than that must not widen again. */
const PENULTIMATE_UNITS = 400;

function wideHidden(depth: number, width: number): readonly number[] {
  if (depth === 1) return [];
  return [...new Array<number>(depth - 2).fill(width), Math.min(PENULTIMATE_UNITS, width)];
}

function taperedHidden(depth: number, inputs: number, classes: number): readonly number[] {
  // Rounding down: rounding up would reach the output's width before the last layer of a deep network.
  const step = Math.floor((inputs - classes) / depth);
  if (!(step >= 1)) {
    throw new DomainError(
      `layerWidths: a tapered network from ${inputs} to ${classes} units loses at least one per layer, so its depth is ` +
        `at most ${inputs - classes}; depth is ${depth}.`,
    );
  }
  return Array.from({ length: depth - 1 }, (_, layer) => inputs - (layer + 1) * step);
}
