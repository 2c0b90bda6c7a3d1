import type { CodeKind } from '@rgflow/boltzmann/learned';
import type { PlanBuilder } from '@rgflow/pipeline';
import { hfmDivergenceStage } from './hfm-divergence.stage.js';
import { planCodes, planMachine, planStack, type StackPlan } from './machine-plan.js';

/** The codes of a head, and of which head. */
export interface PlannedHead {
  readonly snapshot: 'init' | 'final';
  readonly code: CodeKind;
  /** Hidden units of all machines up to the head, '256-100-10'. */
  readonly widths: string;
  readonly codes: ReturnType<typeof planCodes>['codes'];
}

/**
 * A deep belief network with a head of the same number of units on the images and on each of its layers, since a divergence
 * grows with the number of units: the codes of each head and their divergence from the Hierarchical Feature Model.
 *
 * Trained heads are read by both codes. Untrained ones (weights of 0.01, no biases) are fair coins when sampled, so only
 * their thresholded code is read; and no untrained ones where there are lessons, which are no different.
 */
export function planHeads(
  plan: PlanBuilder,
  { widths, head, replicates, ...options }: StackPlan & HeadOptions,
): readonly PlannedHead[] {
  const heads: PlannedHead[] = [];
  const looks = LOOKS.filter(([snapshot]) => options.lessons === undefined || snapshot === 'final');
  for (const [snapshot, codes] of looks) {
    const training = snapshot === 'init' ? { ...options.training, epochs: 0 } : options.training;
    const stacks = planStack(plan, widths, { ...options, training });
    for (const below of [null, ...stacks]) {
      const top = planMachine(plan, below, head, { ...options, training });
      const named = top.widths.join('-');
      for (const code of codes) {
        const coded = planCodes(plan, top, { ...options, keep: 'always', snapshot, code });
        plan.add(hfmDivergenceStage, {
          params: { snapshot, widths: named, code, replicates },
          inputs: { codes: coded.codes },
          stream: { ...options.data, seed: options.seed, widths: named },
        });
        heads.push({ snapshot, code, widths: named, codes: coded.codes });
      }
    }
  }
  return heads;
}

interface HeadOptions {
  /** Hidden units of the layers below the heads, from the images up. */
  readonly widths: readonly number[];
  /** Units of each head. */
  readonly head: number;
  /** Of each control of the divergence. */
  readonly replicates: number;
}

const LOOKS: readonly (readonly [PlannedHead['snapshot'], readonly CodeKind[]])[] = [
  ['final', ['sampled', 'thresholded']],
  ['init', ['thresholded']],
];
