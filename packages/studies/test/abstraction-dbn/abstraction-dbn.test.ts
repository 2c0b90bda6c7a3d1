import { expect, test } from 'vitest';
import { breadthRungStage } from '../../src/breadth/breadth-rung.stage.js';
import { missingSets, namedRungs } from '../../src/breadth/rungs.js';
import { faultsOf, planOf } from '../plan-of.js';
import { runStage } from '../stage-chain.js';

const one = ['seed=0', 'breadth.rung=digits-0-1'] as const;

test('a rung whose sets are here has three heads on a stack of two, by both codes and untrained', () => {
  const { nodes } = planOf('abstraction-dbn', ...one);
  expect(nodes.filter(({ stage }) => stage.name === 'hfm-divergence')).toHaveLength(9);
  expect(new Set(nodes.map(({ cell }) => cell.breadth).filter((breadth) => breadth !== undefined))).toEqual(
    new Set(['digits-0-1']),
  );
});

test('of a rung whose sets are not here there is one row, which says how to get them', async () => {
  const rung = namedRungs.find(({ name }) => name === 'digits+fashion+letters')!;
  if (missingSets(rung.parts).length > 0) {
    const { nodes } = planOf('abstraction-dbn', 'seed=0', 'breadth.rung=digits+fashion+letters');
    expect(nodes.map(({ stage, params }) => [stage.name, params.missing])).toEqual([
      ['breadth-rung', expect.stringContaining('emnist-letters is not here; it comes from NIST')],
    ]);
  }
  const missing = 'kmnist is not here';
  const params = { breadth: 'x', ladder: 'digits-first', classes: 3, missing };
  expect((await runStage(breadthRungStage, params)).breadth_rung).toMatchObject([{ classes: 3, reason: missing }]);
  const { breadth_rung } = await runStage(breadthRungStage, { ...params, missing: '' });
  expect(breadth_rung).toMatchObject([{ ladder: 'digits-first', reason: null }]);
});

test('rungs have names of their own, also those of single digits', () => {
  expect(new Set(namedRungs.map(({ name }) => name)).size).toBe(namedRungs.length);
  expect(namedRungs.find(({ name }) => name === 'digit-7')).toMatchObject({ order: 'digits-first', classes: 1 });
  expect(namedRungs.find(({ name }) => name === 'fashion+digits')).toMatchObject({
    order: 'fashion-first',
    classes: 20,
  });
});

test('refuses batches of more images than there are, and fewer images than classes', () => {
  expect(faultsOf('abstraction-dbn', ...one, 'breadth.images=10').join('\n')).toContain('no step would come');
  expect(faultsOf('abstraction-dbn', ...one, 'breadth.images=1').join('\n')).toContain('at least one of 2 classes');
});
