import type { BreadthPart, Rung } from '@rgflow/dataset/breadth';
import type { PlanBuilder } from '@rgflow/pipeline';
import { breadthImagesStage, contentOf } from './breadth-images.stage.js';

/**
 * Images of a rung: `images` of them, balanced over its classes, drawn anew for each seed. A machine's `data` for its random
 * streams is `{ breadth: rung.name }`.
 */
export function planBreadth(plan: PlanBuilder, rung: Rung, { images, seed }: { images: number; seed: number }) {
  const { name, parts } = rung;
  return plan.add(breadthImagesStage, {
    params: { breadth: name, parts: JSON.stringify(parts), images, content: rememberedContentOf(parts), seed },
    inputs: {},
    stream: { breadth: name, seed },
  });
}

/** Sets are read for it, and a plan has many rungs of the same ones; the stage looks at the files themselves. */
function rememberedContentOf(parts: readonly BreadthPart[]): string {
  const sets = parts.map(({ set }) => set).join();
  const content = remembered.get(sets) ?? contentOf(parts);
  remembered.set(sets, content);
  return content;
}

const remembered = new Map<string, string>();
