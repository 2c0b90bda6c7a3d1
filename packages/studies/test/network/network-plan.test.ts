import type { Plan } from '@rgflow/pipeline';
import { describe, expect, test } from 'vitest';
import { klEstimatorNames } from '../../src/network/kl-estimators.js';
import { snapshotsOf } from '../../src/network/network-parameters.js';
import { planOf } from '../plan-of.js';

function instances(plan: Plan): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { stage } of plan.nodes) counts[stage.name as string] = (counts[stage.name as string] ?? 0) + 1;
  return counts;
}

describe('the studies of networks', () => {
  test('quickstart is five networks, two snapshots each, on one data set', () => {
    expect(instances(planOf('quickstart'))).toEqual({
      dataset: 1,
      initialise: 5,
      train: 5,
      activations: 10,
      kl: 10,
      fit: 10,
    });
  });

  test('relative-entropy is fifteen networks, fifteen epochs and three snapshots each', () => {
    expect(instances(planOf('relative-entropy'))).toEqual({
      dataset: 1,
      initialise: 15,
      train: 225,
      activations: 45,
      kl: 45,
      determinants: 45,
      'push-forward-kl': 45,
      'historical-samples': 45,
      'historical-kl': 45,
      // The prediction knows of no seed: one for each σ_w².
      'mean-field-kl': 5,
      fit: 100,
    });
  });

  test('one more epoch is one more block per network', () => {
    expect(instances(planOf('quickstart', 'training.epochs=2')).train).toBe(10);
  });

  test('a thousand samples are a block, and further blocks are joined to those before', () => {
    const one = instances(planOf('quickstart', 'kl.samples=1000'));
    expect(one).toEqual(instances(planOf('quickstart')));
    expect(instances(planOf('quickstart', 'kl.samples=3500'))).toEqual({
      ...one,
      'further-samples': 30,
      'join-samples': 30,
    });
  });

  test('the tables say how many samples there are in all, and nothing of blocks', () => {
    const [one, three] = [planOf('quickstart'), planOf('quickstart', 'kl.samples=2500')];
    expect(three.tables).toEqual(one.tables);
    const cells = three.nodes
      .filter(({ stage }) => stage.name === 'kl' || stage.name === 'fit')
      .map(({ cell }) => cell);
    expect(new Set(cells.map(({ samples }) => samples))).toEqual(new Set([2500]));
  });

  test('a network that is not trained has one snapshot', () => {
    expect(instances(planOf('quickstart', 'training.epochs=0', 'network.sigmaW2=2'))).toMatchObject({
      initialise: 1,
      kl: 2,
    });
  });

  test('all estimators may be asked for by one word', () => {
    const each = klEstimatorNames.filter((name) => name !== 'all').join(', ');
    expect(instances(planOf('quickstart', 'kl.estimators=[all]'))).toEqual(
      instances(planOf('quickstart', `kl.estimators=[${each}]`)),
    );
  });

  test('a row of kl_layer carries the parameters of everything upstream', () => {
    const table = planOf('quickstart').tables.find(({ name }) => name === 'kl_layer')!;
    const columns = table.cellColumns.map(({ name }) => name);
    for (const column of ['sigma_w2', 'sigma_b2', 'depth', 'width', 'seed', 'learning_rate', 'dataset']) {
      expect(columns).toContain(column);
    }
  });

  test('a snapshot is after as many epochs as it says, and is taken once', () => {
    expect(snapshotsOf(['init', 'epoch1', 'final', 'init'], 2)).toEqual([
      { name: 'init', epoch: 0 },
      { name: 'epoch1', epoch: 1 },
      { name: 'final', epoch: 2 },
    ]);
  });
});
