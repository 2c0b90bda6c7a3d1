import { NUISANCES } from '@rgflow/dataset/transform';
import { defineStage, type Row, table } from '@rgflow/pipeline/stage';
import { z } from 'zod';
import { nanIfNull, nullIfUndefined } from '../undefined-values.js';
import { claimColumns } from './nuisance-claim.columns.js';
import { probeColumns } from './nuisance-probe.columns.js';

const probed = table(probeColumns);

/**
 * What one seed says to each claim about depth as coarse-graining: a difference of informations in nats, and whether the
 * claim `expected` it above or below zero ('more', 'less'). The mean over seeds, divided by its standard error, is the test;
 * see `claimVerdicts`.
 *
 * | comparison | difference |
 * |---|---|
 * | 'last against first' | the last hidden layer less the first |
 * | 'trained against random' | that difference in a trained network, less the same in the untrained one |
 * | 'nuisances against plain' | that difference in the network trained on nuisances, less that in the one trained without |
 * | 'deep against shallow' | the last hidden layer of the deep network, less that of the shallow one |
 *
 * Each by the linear reader and by the small network. Targets are the label and the nuisances; 'shift' and 'all nuisances'
 * are sums over independent coordinates, which bound what is known of them jointly. With one network that has diverged its
 * differences are not defined.
 */
export const nuisanceClaimsStage = defineStage({
  name: 'nuisance-claims',
  module: import.meta.url,
  params: z.strictObject({}),
  inputs: {
    shallowRandom: probed,
    shallowPlain: probed,
    shallowNuisances: probed,
    random: probed,
    plain: probed,
    nuisances: probed,
  },
  outputs: { nuisance_claim: table(claimColumns) },
  run({ inputs }) {
    const { shallowRandom, shallowPlain, shallowNuisances, random, plain, nuisances } = inputs;
    const deep = { random, plain, nuisances };
    const shallow = { random: shallowRandom, plain: shallowPlain, nuisances: shallowNuisances };
    const claims = READERS.flatMap((reader) => Object.keys(TARGETS).map((target) => ({ reader, target })));
    const nuisance_claim = claims.flatMap(({ reader, target }): readonly Row<typeof claimColumns>[] => {
      const label = target === 'label';
      const first = (probe: Probe) => informationIn(probe, firstLayer(probe), target, reader);
      const last = (probe: Probe) => informationIn(probe, lastHiddenLayer(probe), target, reader);
      const change = (name: Network) => last(deep[name]) - first(deep[name]);
      const claim = (comparison: string, network: Network, expected: 'more' | 'less', difference: number) => {
        const reason = Number.isNaN(difference) ? 'a layer of a network is not finite' : null;
        return { comparison, network, reader, target, expected, difference: nullIfUndefined(difference), reason };
      };
      const better = label ? 'more' : 'less';
      return [
        claim('last against first', 'random', 'less', change('random')),
        claim('last against first', 'plain', better, change('plain')),
        claim('last against first', 'nuisances', better, change('nuisances')),
        claim('trained against random', 'plain', better, change('plain') - change('random')),
        claim('trained against random', 'nuisances', better, change('nuisances') - change('random')),
        claim('nuisances against plain', 'nuisances', better, change('nuisances') - change('plain')),
        ...NETWORKS.map((name) => {
          const difference = last(deep[name]) - last(shallow[name]);
          return claim('deep against shallow', name, better, difference);
        }),
      ];
    });
    return { nuisance_claim };
  },
});

const NETWORKS = ['random', 'plain', 'nuisances'] as const;
type Network = (typeof NETWORKS)[number];
type Probe = readonly Row<typeof probeColumns>[];

/** What each target of a claim is the sum of. */
const TARGETS: Readonly<Record<string, readonly string[]>> = {
  label: ['label'],
  'all nuisances': NUISANCES.filter((nuisance) => nuisance !== 'nothing'),
  shift: ['shift-x', 'shift-y'],
  rotation: ['rotation'],
  thickness: ['thickness'],
  brightness: ['brightness'],
  noise: ['noise'],
};

const READERS = ['linear', 'network'] as const;

function firstLayer(probe: Probe): number {
  return Math.min(...probe.map((row) => row.layer));
}

/** The layer before the output. */
function lastHiddenLayer(probe: Probe): number {
  return Math.max(...probe.map((row) => row.layer)) - 1;
}

function informationIn(probe: Probe, layer: number, target: string, reader: string): number {
  return probe
    .filter((row) => row.layer === layer && row.reader === reader && TARGETS[target]!.includes(row.target))
    .reduce((sum, row) => sum + nanIfNull(row.information), 0);
}
