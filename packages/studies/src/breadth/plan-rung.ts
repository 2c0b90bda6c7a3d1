import { sourceOf } from '@rgflow/dataset/breadth';
import type { PlanBuilder } from '@rgflow/pipeline';
import type { TableMeaning } from '../table-meaning.js';
import { planBreadth } from './breadth-plan.js';
import type { breadthRungColumns } from './breadth-rung.columns.js';
import { breadthRungStage } from './breadth-rung.stage.js';
import { missingSets, rungOf } from './rungs.js';

/**
 * The row of a rung in `breadth_rung` and its images, drawn anew for each seed. Without images, null, where a set of it is
 * not here: then the row says how to get it.
 */
export function planRung(plan: PlanBuilder, breadth: { readonly rung: string; readonly images: number }, seed: number) {
  const rung = rungOf(breadth.rung);
  const { name, order: ladder, classes } = rung;
  const missing = missingSets(rung.parts);
  plan.add(breadthRungStage, {
    params: {
      breadth: name,
      ladder,
      classes,
      missing: missing.map((set) => `${set} is not here; it comes from ${sourceOf(set)}`).join('; '),
    },
    inputs: {},
  });
  return missing.length > 0 ? null : planBreadth(plan, rung, { images: breadth.images, seed });
}

/** What every study fills that shows its machines a rung of the ladder. */
export const breadthRungMeaning: TableMeaning<typeof breadthRungColumns> = {
  about: 'rungs of the ladder of breadth that were asked for',
  columns: {
    ladder: { meaning: "in which order sets are added: 'digits-first' or 'fashion-first'" },
    classes: { meaning: 'classes of images, of all sets' },
    reason: { meaning: 'which sets are missing and how to get them: of such a rung there are no results' },
  },
};

/** Meanings of what its stages are given under a name that no parameter of a study has. */
export const breadthStageParameters = {
  breadth: { meaning: "the rung: 'digits-0-4', 'digits+fashion'" },
  parts: { meaning: 'its sets and their classes, as JSON' },
  content: { meaning: 'digests of sets that are not checked against published ones' },
  missing: { meaning: 'what is said of sets that are not here' },
} as const;
