import type { Rung } from '@rgflow/dataset/breadth';
import type { PlanBuilder } from '@rgflow/pipeline';
import { breadthImagesStage, contentOf } from './breadth-images.stage.js';

/**
 * Images of a rung: `images` of them, balanced over its classes, drawn anew for each seed. A machine's `data` for its random
 * streams is `{ breadth: rung.name }`.
 */
export function planBreadth(plan: PlanBuilder, rung: Rung, { images, seed }: { images: number; seed: number }) {
  const { name, parts } = rung;
  return plan.add(breadthImagesStage, {
    params: { breadth: name, parts: JSON.stringify(parts), images, content: contentOf(parts), seed },
    inputs: {},
    stream: { breadth: name, seed },
  });
}
