import { DomainError, powerOfTwo, ShapeError } from '@rgflow/numerics';
import type { RandomStream } from '@rgflow/random';
import type { BinaryStates } from './states.js';

/** How features become what is seen: nested intervals of a binary tree, or a random layer. */
export type Planting = 'tree' | 'random';

export interface PlantingOptions {
  readonly planting: Planting;
  /** Visible units; of a tree at least 2^(units - 1). */
  readonly visible: number;
  /**
   * Of a tree the probability of a unit to show what its features say, from above 1/2 to 1; default 0.95. Of a random
   * layer the gain of its tanh, a positive number; default 3.
   */
  readonly contrast?: number;
  /** Draws the random layer: the same one for any states. */
  readonly random: RandomStream;
}

/**
 * Visible units of which the features are known: probabilities to be 1, given states of a Hierarchical Feature Model.
 *
 * 'tree': a state of level m is a node of a binary tree, at depth m - 1, reached by its coarser features s₁, ..., s_{m-1}
 * (1: the right half); it shows as the interval of visible / 2^(m-1) units that belongs to the node. So the intervals of
 * features are nested in those of coarser ones, and a state can be read off. The ground state shows nothing.
 *
 * 'random': (1 + tanh(gain u)) / 2 with u = Σₖ W_ik (2 s_k - 1), W ~ N(0, 1/units).
 *
 * @param states  Column k - 1 is s_k, as `sampleHfm` has it.
 * @returns       Shape (samples, visible), row-major, as 255ths.
 * @throws {ShapeError}   if the shape does not fit the data, or a tree has too few visible units.
 * @throws {DomainError}  if the contrast is out of range.
 *
 * @example Level 2 on the right: units 4 to 7 of 8
 * plantedImages({ shape: [1, 3], data: [1, 1, 0] }, { planting: 'tree', visible: 8, contrast: 1, random });
 * // [0, 0, 0, 0, 255, 255, 255, 255]
 */
export function plantedImages({ shape: [samples, units], data }: BinaryStates, options: PlantingOptions): Uint8Array {
  const where = 'plantedImages';
  const { planting, visible, random } = options;
  const { contrast = planting === 'tree' ? 0.95 : 3 } = options;
  if (data.length !== samples * units || !(Number.isSafeInteger(visible) && visible >= 1)) {
    throw new ShapeError(
      `${where}: ${data.length} entries of shape (${samples}, ${units}) for ${visible} visible units; expected samples x units, and ` +
        'a positive integer.',
    );
  }
  switch (planting) {
    case 'tree':
      return tree(where, samples, units, data, visible, contrast);
    case 'random':
      return randomLayer(where, samples, units, data, visible, contrast, random);
    default:
      throw new DomainError(`${where}: planting is ${planting satisfies never}; expected 'tree' or 'random'.`);
  }
}

function tree(
  where: string,
  samples: number,
  units: number,
  data: ArrayLike<number>,
  visible: number,
  contrast: number,
): Uint8Array {
  if (visible < powerOfTwo(units - 1)) {
    throw new ShapeError(
      `${where}: ${visible} visible units for a tree of ${units} features; expected at least 2^${units - 1}.`,
    );
  }
  if (!(contrast > 0.5 && contrast <= 1)) {
    throw new DomainError(`${where}: contrast is ${contrast}; expected a probability above 1/2.`);
  }
  const [on, off] = [Math.round(255 * contrast), Math.round(255 * (1 - contrast))];
  const out = new Uint8Array(samples * visible).fill(off);
  for (let row = 0; row < samples; row++) {
    let level = units;
    while (level > 0 && data[row * units + level - 1] !== 1) level--;
    if (level === 0) continue;
    // The number of the node among those of its depth, the coarsest feature its highest bit.
    let node = 0;
    for (let k = 1; k < level; k++) node = 2 * node + data[row * units + k - 1]!;
    const nodes = powerOfTwo(level - 1);
    const [first, end] = [node, node + 1].map((edge) => Math.floor((edge * visible) / nodes));
    out.fill(on, row * visible + first!, row * visible + end!);
  }
  return out;
}

function randomLayer(
  where: string,
  samples: number,
  units: number,
  data: ArrayLike<number>,
  visible: number,
  gain: number,
  random: RandomStream,
): Uint8Array {
  if (!(gain > 0 && gain < Number.POSITIVE_INFINITY)) {
    throw new DomainError(`${where}: the gain is ${gain}; expected a positive number.`);
  }
  const weights = random.normals(new Float32Array(visible * units));
  const scale = gain / Math.sqrt(units);
  const out = new Uint8Array(samples * visible);
  for (let row = 0; row < samples; row++) {
    for (let i = 0; i < visible; i++) {
      let sum = 0;
      for (let k = 0; k < units; k++) sum += weights[i * units + k]! * (2 * data[row * units + k]! - 1);
      out[row * visible + i] = Math.round((255 * (1 + Math.tanh(scale * sum))) / 2);
    }
  }
  return out;
}
