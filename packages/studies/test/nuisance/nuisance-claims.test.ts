import type { SqlRow } from '@rgflow/drawing';
import { describe, expect, test } from 'vitest';
import { nuisanceClaimsStage } from '../../src/nuisance/nuisance-claims.stage.js';
import { runStage } from '../stage-chain.js';

describe('the claims of a seed', () => {
  /** Layers 0 to 3 with the given information on every target, the output last. */
  const probed = (layers: readonly (number | null)[], byNetwork = layers): readonly SqlRow[] => [
    ...readBy('linear', layers),
    // A small network reads no output.
    ...readBy('network', byNetwork.slice(0, -1)),
  ];
  const readBy = (reader: string, layers: readonly (number | null)[]): readonly SqlRow[] =>
    layers.flatMap((information, layer) =>
      ['label', 'shift-x', 'shift-y', 'rotation', 'thickness', 'brightness', 'noise', 'nothing'].map((target) => {
        return { network: '', layer, units: 1, reader, target, score: 0, information, samples: 1, penalty: 1 };
      }),
    );
  const claimsOf = async (networks: Readonly<Record<string, readonly SqlRow[]>>): Promise<readonly SqlRow[]> => {
    const random = probed([1, 0.5, 0]);
    const inputs = {
      shallowRandom: random,
      shallowPlain: random,
      shallowNuisances: random,
      random,
      plain: random,
      nuisances: random,
    };
    const { nuisance_claim } = await runStage(nuisanceClaimsStage, {}, { ...inputs, ...networks });
    return nuisance_claim as unknown as readonly SqlRow[];
  };
  const find = (rows: readonly SqlRow[], comparison: string, network: string, target: string, reader = 'linear') =>
    rows
      .filter((row) => row.reader === reader)
      .find((row) => row.comparison === comparison && row.network === network && row.target === target)!;

  test('are differences between first and last hidden layer, networks and depths', async () => {
    const rows = await claimsOf({
      plain: probed([1, 3, 0.25, 0]),
      nuisances: probed([1, 3, 0.125, 0]),
      shallowPlain: probed([0.75, 0]),
    });
    expect(rows.length).toBe(2 * 7 * 9);
    expect(find(rows, 'last against first', 'random', 'label')).toMatchObject({ expected: 'less', difference: -0.5 });
    expect(find(rows, 'last against first', 'plain', 'label')).toMatchObject({ expected: 'more', difference: -0.75 });
    expect(find(rows, 'last against first', 'plain', 'noise')).toMatchObject({ expected: 'less', difference: -0.75 });
    expect(find(rows, 'trained against random', 'plain', 'noise').difference).toBe(-0.25);
    expect(find(rows, 'nuisances against plain', 'nuisances', 'noise').difference).toBe(-0.125);
    expect(find(rows, 'deep against shallow', 'plain', 'label')).toMatchObject({ expected: 'more', difference: -0.5 });
  });

  test('are those of the small network beside those of the linear reader', async () => {
    const rows = await claimsOf({ plain: probed([1, 3, 0.25, 0], [2, 3, 2.5, 0]) });
    const label = (reader: string) => find(rows, 'last against first', 'plain', 'label', reader).difference;
    expect([label('linear'), label('network')]).toEqual([-0.75, 0.5]);
    expect(find(rows, 'deep against shallow', 'plain', 'noise', 'network').difference).toBe(2);
  });

  test('add what is known of independent coordinates', async () => {
    const rows = await claimsOf({});
    expect(find(rows, 'last against first', 'random', 'shift').difference).toBe(2 * -0.5);
    expect(find(rows, 'last against first', 'random', 'all nuisances').difference).toBe(6 * -0.5);
  });

  test('of a network that has diverged are not defined, the others are', async () => {
    const rows = await claimsOf({ plain: probed([null, null, null]) });
    const undefinedClaim = { difference: null, reason: 'a layer of a network is not finite' };
    expect(find(rows, 'last against first', 'plain', 'label')).toMatchObject(undefinedClaim);
    expect(find(rows, 'nuisances against plain', 'nuisances', 'label')).toMatchObject(undefinedClaim);
    expect(find(rows, 'last against first', 'nuisances', 'label').difference).toBe(-0.5);
  });
});
