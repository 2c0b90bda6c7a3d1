import { type Control, type Convention, measureHfmDivergence, type stateCounts } from '@rgflow/hfm';
import type { Row } from '@rgflow/pipeline/stage';
import type { RandomStream } from '@rgflow/random';
import { nullIfUndefined } from '../undefined-values.js';
import type { hfmDivergenceColumns } from './hfm-divergence.columns.js';

const CONVENTIONS: readonly Convention[] = ['A', 'B'];

/**
 * Rows of `hfm_divergence` for one code, one for each convention.
 *
 * @param counts      Of all states, shape (2ⁿ), n from 2 to 20.
 * @param replicates  Of each control.
 */
export function hfmDivergenceRows(
  counts: ReturnType<typeof stateCounts>,
  of: { readonly snapshot: string; readonly layer: number; readonly code: string },
  { random, replicates }: { readonly random: RandomStream; readonly replicates: number },
): readonly Row<typeof hfmDivergenceColumns>[] {
  return CONVENTIONS.map((convention) => {
    const found = measureHfmDivergence(counts, convention, {
      random: random.split('controls', { convention }),
      replicates,
    });
    const { nearest, controls } = found;
    return {
      ...of,
      units: nearest.units,
      convention,
      samples: found.samples,
      divergence: found.divergence.value,
      divergence_se: nullIfUndefined(found.divergence.standardError),
      corrected: found.corrected.value,
      g: Number.isFinite(nearest.g) ? nearest.g : null,
      g_se: nullIfUndefined(found.g.standardError),
      mean_detail: nearest.meanDetail,
      ground_state: nearest.arrangement.groundState,
      unit_order: nearest.arrangement.order.join('-'),
      searched: nearest.arrangement.searched,
      entropy: found.resolution + found.divergence.value - found.corrected.value,
      occupied: found.occupied,
      dead_units: found.deadUnits.length,
      resolution: found.resolution,
      relevance: found.relevance,
      multi_information: found.multiInformation,
      independent_divergence: found.independentDivergence,
      ...controlOf('null', controls?.null),
      ...controlOf('relabelled', controls?.relabelled),
      ...controlOf('shuffled', controls?.shuffled),
      place: found.place,
      reason: found.reason,
    };
  });
}

type ControlColumns<N extends string> = { readonly [C in `${N}_divergence` | `${N}_divergence_se`]: number | null };

function controlOf<N extends string>(name: N, control: Control | undefined): ControlColumns<N> {
  return {
    [`${name}_divergence`]: control === undefined ? null : control.corrected.value,
    [`${name}_divergence_se`]: control === undefined ? null : nullIfUndefined(control.corrected.standardError),
  } as ControlColumns<N>;
}
