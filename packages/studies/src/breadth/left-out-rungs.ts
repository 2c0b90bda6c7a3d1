import type { Plan } from '@rgflow/pipeline';
import type { LeftOut } from '../published-study.js';
import { breadthRungStage } from './breadth-rung.stage.js';

/** The rungs of a plan that have no images here, with the words of `breadth_rung.reason`. */
export function leftOutRungs({ nodes }: Plan): readonly LeftOut[] {
  return nodes.flatMap(({ stage, params: { breadth, missing } }) =>
    stage.name === breadthRungStage.name && missing !== '' ? [{ name: String(breadth), reason: String(missing) }] : [],
  );
}
