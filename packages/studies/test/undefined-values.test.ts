import type { AnyStage } from '@rgflow/pipeline';
import { describe, expect, test } from 'vitest';
import { chainCumulantsStage } from '../src/block-cumulants/chain-cumulants.stage.js';
import { triangularCumulantsStage } from '../src/block-cumulants/triangular-cumulants.stage.js';
import { triangularFixedPointsStage } from '../src/block-cumulants/triangular-fixed-points.stage.js';
import { hiddenTruncationStage } from '../src/boltzmann-marginalisation/hidden-truncation.stage.js';
import { layeredCumulantsStage } from '../src/boltzmann-marginalisation/layered-cumulants.stage.js';
import { randomMarginalisationStage } from '../src/boltzmann-marginalisation/random-marginalisation.stage.js';
import { threeLayerMarginalisationStage } from '../src/boltzmann-marginalisation/three-layer-marginalisation.stage.js';
import { exactSquareFlowStage } from '../src/ising-2d/exact-square-flow.stage.js';
import { squareFixedPointsStage } from '../src/ising-2d/square-fixed-points.stage.js';
import { torusFlowStage } from '../src/ising-2d/torus-flow.stage.js';
import { criticalApproachStage } from '../src/ising-criticality/critical-approach.stage.js';
import { criticalDivergenceStage } from '../src/ising-criticality/critical-divergence.stage.js';
import { predictedKlStage } from '../src/mean-field/predicted-kl.stage.js';
import { runStage } from './stage-chain.js';

type Params = Readonly<Record<string, unknown>>;
type Tables = Record<string, readonly Params[]>;

const run = async (stage: AnyStage, params: Params, inputs: Params = {}) =>
  (await runStage(stage, params, inputs)) as unknown as Tables;

const stack = { depth: 4, units: 8, visible: 3, field: 0.5 };
const approach = await run(criticalApproachStage, { farthest: 1e-3, nearest: 1e-6, perDecade: 4, alpha: 1.6 });

/** Every way to a value that is not defined, with the table, a column of it, and the reasons that are told. */
const cases: readonly (readonly [string, string, string, Promise<Tables>, readonly string[]])[] = [
  [
    'ising_flow',
    'coupling_n',
    'coupling_n_reason',
    run(exactSquareFlowStage, { coupling: 0.4 }),
    ['all couplings arise'],
  ],
  [
    'ising_flow',
    'coupling_n',
    'coupling_n_reason',
    run(torusFlowStage, { coupling: 0.4, size: 2 }),
    ['states are enumerated, not written in couplings'],
  ],
  [
    'ising_fixed_point',
    'diagonal_fixed',
    'reason',
    run(squareFixedPointsStage, { alpha: 1.6 }),
    ['one coupling: no diagonal one', 'of the lattice itself, not of a recursion with a fixed point'],
  ],
  [
    'ising_divergence',
    'amplitude_exact',
    'amplitude_exact_reason',
    run(criticalDivergenceStage, {}, approach),
    ['no closed form is known'],
  ],
  [
    'predicted_saturation',
    'b_fit',
    'fit_reason',
    run(predictedKlStage, { activation: 'tanh', sigmaW2: 1.5, sigmaB2: 0.05, inputSecondMoment: 0.1, depth: 2 }),
    ['too few points'],
  ],
  ['block_coupling', 'exact', 'exact_reason', run(triangularCumulantsStage, { coupling: 0.3 }), ['nobody knows them']],
  [
    'block_fixed_point',
    'nearest',
    'reason',
    run(triangularFixedPointsStage, {}),
    ['where a fixed point lies is up to the rule of the blocks'],
  ],
  [
    'boltzmann_step',
    'wide_mean_coupling',
    'wide_mean_coupling_reason',
    run(threeLayerMarginalisationStage, {}),
    ['the machine is not random'],
  ],
  [
    'boltzmann_step',
    'wide_mean_coupling',
    'wide_mean_coupling_reason',
    run(randomMarginalisationStage, { ...stack, g: 0.5 }),
    ['the coupling to the visible layer is not square'],
  ],
  [
    'boltzmann_step',
    'norm_bound',
    'norm_bound_reason',
    run(randomMarginalisationStage, { ...stack, g: 0.7 }),
    ['the bare norms allow 1 or more in a deeper layer, where there is no partition function'],
  ],
  [
    'boltzmann_truncation',
    'relative_entropy',
    'reason',
    run(hiddenTruncationStage, { unitField: 0.3, scale: 30, order: 20 }),
    ['the weights of the visible states are beyond a double'],
  ],
  ...(
    [
      ['boltzmann_layer_coupling', 'second_exact', 'exact_reason'],
      ['boltzmann_layer_truncation', 'relative_entropy', 'reason'],
    ] as const
  ).map(([table, column, reason]): (typeof cases)[number] => [
    table,
    column,
    reason,
    run(layeredCumulantsStage, { hiddenLayers: 2, layerScale: 2.5 }),
    [
      "cumulantFlow: E e^(th) of a unit of the kind 'laplace' is infinite at t = -1.75: there is no partition function. Weaken the coupling.",
    ],
  ]),
  [
    'boltzmann_layer_coupling',
    'second_gaussian',
    'second_gaussian_reason',
    run(layeredCumulantsStage, { hiddenLayers: 2, layerScale: 2 }),
    [
      'marginalise: the coupling of layer 1 to layer 2, in units of the fluctuations of layer 2, has spectral norm 1.0780071722817322; ' +
        'it must be below 1, or e^{-H} has no integral. Divide coupling 1 by more than 1.0780071722817322.',
    ],
  ],
];

describe('a value that is not defined', () => {
  test.for(cases)('is null in %s.%s, %s beside it', async ([table, column, reason, tables, told]) => {
    const rows = (await tables)[table]!;
    const undefinedRows = rows.filter((row) => row[column] === null);
    expect([...new Set(undefinedRows.map((row) => row[reason]))]).toEqual(told);
    for (const row of rows) {
      for (const [name, value] of Object.entries(row)) {
        expect(value, name).not.toBeNaN();
        // A reason per value stands beside a value alone.
        if (reason === `${name}_reason`) expect(row[reason] === null).toBe(value !== null);
      }
    }
  });

  test('is nowhere where all is known', async () => {
    const { block_coupling } = await run(chainCumulantsStage, { coupling: 0.5, cumulants: 3 });
    expect(block_coupling!.every((row) => row.exact !== null && row.exact_reason === null)).toBe(true);
  });
});
