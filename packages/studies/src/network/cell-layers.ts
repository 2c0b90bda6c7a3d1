import { layerWidths } from '@rgflow/mlp';
import type { Cell } from '@rgflow/pipeline';

/** Of networks in studies that say nothing of their batches: what is usual. */
export const BATCH = 64;

/** Units of each layer, the input first; none where a cell does not tell. */
export function layersOf({ shape, depth, width, inputs, classes }: Cell): readonly number[] {
  const sizes = [Number(depth), Number(width), Number(inputs), Number(classes)] as const;
  if (sizes.some((size) => !Number.isInteger(size) || size < 1)) return [];
  const [d, w, i, c] = sizes;
  const given = { depth: d, width: w, inputs: i, classes: c };
  return shape === 'tapered' ? layerWidths({ ...given, shape }) : layerWidths({ ...given, shape: 'wide' });
}
