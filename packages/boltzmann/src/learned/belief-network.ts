import { createBinaryKernels, type Kernels } from '@rgflow/kernels';
import { ShapeError } from '@rgflow/numerics';
import type { RandomStream } from '@rgflow/random';
import { dataWindow, place } from './arena-data.js';
import { Draws } from './draws.js';
import { checkData, type LearnedMachine, machineShape, type UnitData } from './machine.js';

/** A multiple of 32: what is drawn for a row depends on its number alone. */
const ROWS = 512;
const HALF = 0.5;

/** How a layer tells the next one: by states drawn, or by whether a unit is more likely on than off. */
export type CodeKind = 'sampled' | 'thresholded';

/**
 * Binary codes of one layer, packed: unit j of row i is bit j % 8, the least significant the first, of byte floor(j / 8)
 * of the row; the bits behind the last unit are 0.
 */
export interface PackedCodes {
  readonly count: number;
  readonly units: number;
  /** Shape (count, ceil(units / 8)). */
  readonly bits: Uint8Array;
}

/**
 * Probabilities of the hidden units of the last machine, given states of the layer below that were drawn layer by layer
 * from the data: what the next machine of a deep belief network is trained on. Without a machine, the data.
 *
 * @param machines  From the data up; each has as many visible units as the one below has hidden ones. Only the first may
 *                  have Gaussian ones.
 * @param random    A row's draws depend on it, the layer and the number of the row alone.
 * @returns         Shape (count, hidden).
 * @throws {ShapeError}  if the machines do not fit on each other or on the data.
 *
 * Source: Hinton, Osindero and Teh, Neural Comput. 18, 1527 (2006).
 */
export function hiddenProbabilities(
  machines: readonly LearnedMachine[],
  data: UnitData,
  random: RandomStream,
  kernels: Kernels,
): UnitData {
  if (machines.length === 0) return data;
  const units = machines.at(-1)!.hiddenBiases.length;
  const values = new Float32Array(data.count * units);
  raise('hiddenProbabilities', machines, data, 'sampled', random, kernels, (layer, first, probabilities) => {
    if (layer === machines.length - 1) values.set(probabilities, first * units);
  });
  return { count: data.count, units, values };
}

/**
 * Codes of every layer of a deep belief network. 'sampled': each layer is drawn given the states of the one below.
 * 'thresholded': each is on where its probability given those states is at least 1/2, the data too; then nothing is drawn.
 *
 * @param machines, random  As `hiddenProbabilities`.
 * @returns                 Shape (machines).
 * @throws {ShapeError}     as `hiddenProbabilities`.
 */
export function hiddenCodes(
  machines: readonly LearnedMachine[],
  data: UnitData,
  kind: CodeKind,
  random: RandomStream,
  kernels: Kernels,
): readonly PackedCodes[] {
  const layers = machines.map(({ hiddenBiases: { length: units } }) => {
    const bytes = Math.ceil(units / 8);
    return { count: data.count, units, bytes, bits: new Uint8Array(data.count * bytes) };
  });
  const mark = kernels.mark();
  try {
    const binary = createBinaryKernels(kernels);
    const packed = kernels.uint8(ROWS * Math.max(0, ...layers.map(({ bytes }) => bytes)));
    raise('hiddenCodes', machines, data, kind, random, kernels, (layer, first, _, states) => {
      const { units, bytes, bits } = layers[layer]!;
      const rows = states.length / units;
      binary.packBits(rows, units, HALF, states, packed);
      bits.set(packed.subarray(0, rows * bytes), first * bytes);
    });
    return layers.map(({ count, units, bits }) => ({ count, units, bits }));
  } finally {
    kernels.release(mark);
  }
}

/** Units of packed codes as 0 and 1, shape (count, units), row-major. */
export function unpackCodes({ count, units, bits }: PackedCodes): Uint8Array {
  const bytes = Math.ceil(units / 8);
  if (bits.length !== count * bytes) {
    throw new ShapeError(
      `unpackCodes: ${bits.length} bytes for ${count} codes of ${units} units; expected ${count * bytes}.`,
    );
  }
  const out = new Uint8Array(count * units);
  for (let row = 0, at = 0; row < count; row++) {
    for (let unit = 0; unit < units; unit++, at++) out[at] = (bits[row * bytes + (unit >> 3)]! >> (unit & 7)) & 1;
  }
  return out;
}

/**
 * Of some rows from `first` on: probabilities of a layer given what is below it, and the states that the next layer is
 * given.
 */
type Seen = (layer: number, first: number, probabilities: Float32Array, states: Float32Array) => void;

function raise(
  where: string,
  machines: readonly LearnedMachine[],
  data: UnitData,
  kind: CodeKind,
  random: RandomStream,
  kernels: Kernels,
  seen: Seen,
): void {
  const shapes = machines.map((machine) => machineShape(where, machine));
  shapes.forEach(({ visible }, layer) => {
    const below = layer === 0 ? data.units : shapes[layer - 1]!.hidden;
    const isInside = layer > 0 && machines[layer]!.visible === 'gaussian';
    if (visible !== below || isInside) {
      throw new ShapeError(
        `${where}: machine ${layer} has ${visible} ${machines[layer]!.visible} visible units; expected ${below}, Bernoulli above the first.`,
      );
    }
  });
  checkData(where, data, data.units);
  const mark = kernels.mark();
  try {
    const binary = createBinaryKernels(kernels);
    const window = dataWindow(kernels, data, ROWS);
    const widths = [data.units, ...shapes.map(({ hidden }) => hidden)];
    const states = widths.map((units) => kernels.float32(ROWS * units));
    const probabilities = kernels.float32(ROWS * Math.max(...widths));
    const packed = kernels.uint8(ROWS * Math.ceil(Math.max(...widths) / 8));
    const weights = machines.map((machine) => place(kernels, machine.weights));
    const biases = machines.map((machine) => place(kernels, machine.hiddenBiases));
    const draws = widths.map((_, layer) => new Draws(random.split('layer', { layer })));
    const settle = (layer: number, p: Float32Array, out: Float32Array): void => {
      const units = widths[layer]!;
      if (kind === 'sampled') binary.sampleBernoulli(draws[layer]!.next(p.length), p, out);
      else {
        binary.packBits(p.length / units, units, HALF, p, packed);
        binary.unpackBits(p.length / units, units, packed, out);
      }
    };
    for (let first = 0; first < data.count; first += ROWS) {
      const rows = Math.min(ROWS, data.count - first);
      window.slice(first, rows);
      const shown = states[0]!.subarray(0, rows * data.units);
      window.valuesTo(shown, rows);
      if (machines[0]!.visible === 'bernoulli') settle(0, shown, shown);
      machines.forEach((_, layer) => {
        const [below, units] = [widths[layer]!, widths[layer + 1]!];
        const p = probabilities.subarray(0, rows * units);
        const out = states[layer + 1]!.subarray(0, rows * units);
        kernels.gemm('n', 'n', rows, units, below, 1, states[layer]!, weights[layer]!, 0, p);
        kernels.addBiasActivate('sigmoid', rows, units, p, biases[layer]!, p);
        settle(layer + 1, p, out);
        seen(layer, first, p, out);
      });
    }
  } finally {
    kernels.release(mark);
  }
}
