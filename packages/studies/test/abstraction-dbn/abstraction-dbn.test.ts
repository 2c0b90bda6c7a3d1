import { expect, test } from 'vitest';
import { breadthRungStage } from '../../src/breadth/breadth-rung.stage.js';
import { imagesOfClassesStage } from '../../src/breadth/images-of-classes.stage.js';
import { missingSets, namedRungs, rungOf } from '../../src/breadth/rungs.js';
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

const fashion = missingSets(rungOf('digits+fashion').parts).length === 0;

// Skipped where Fashion-MNIST is not here (`rgflow data fetch fashion-mnist`, or Debian's dataset-fashion-mnist).
test.runIf(fashion)('sets of a rung are learnt in turn too, both orders, all epochs each, one set of images', () => {
  const { nodes } = planOf('abstraction-dbn', 'seed=0', 'breadth.rung=digits+fashion', 'training.epochs=3');
  const inTurn = nodes.filter(({ cell }) => cell.learnt === 'fashion-mnist, then mnist');
  const first = inTurn.filter(({ stage, params }) => stage.name === 'train-machine' && params.widths === '8');
  expect(first.map(({ params }) => [params.epoch, params.momentum])).toEqual(
    [1, 2, 3, 4, 5, 6].map((epoch, index) => [epoch, first[index % 3]!.params.momentum]),
  );
  expect(first.map(({ cell }) => [cell.firstClass, cell.lastClass])).toEqual([
    ...Array.from({ length: 3 }, () => [10, 19]),
    ...Array.from({ length: 3 }, () => [0, 9]),
  ]);
  const divergences = nodes.filter(({ stage }) => stage.name === 'hfm-divergence');
  const countOf = (learnt: string | undefined) => divergences.filter(({ cell }) => cell.learnt === learnt).length;
  expect([undefined, 'mnist, then fashion-mnist', 'fashion-mnist, then mnist'].map(countOf)).toEqual([9, 6, 6]);
  const coded = nodes.filter(({ stage }) => stage.name === 'machine-codes').map(({ inputs }) => inputs.images!.node);
  expect(new Set(coded.map(({ stage }) => stage.name))).toEqual(new Set(['breadth-images']));
  expect(new Set(coded).size).toBe(1);
});

test('a lesson has the images of its classes, in their order', async () => {
  const images = [{ layer: 0, shape: [4, 2], data: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8) }];
  const labels = [{ layer: 0, shape: [4], data: Uint8Array.of(2, 0, 1, 2) }];
  const lesson = (firstClass: number, lastClass: number) =>
    runStage(imagesOfClassesStage, { firstClass, lastClass }, { images, labels });
  expect((await lesson(1, 2)).images).toEqual([{ layer: 0, shape: [3, 2], data: Uint8Array.of(1, 2, 5, 6, 7, 8) }]);
  await expect(lesson(3, 4)).rejects.toThrow('no image of classes 3 to 4');
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
