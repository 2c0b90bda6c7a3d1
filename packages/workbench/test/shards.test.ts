import { join } from 'node:path';
import { studyFolder } from '@rgflow/studies';
import { describe, expect, it } from 'vitest';
import { planStudy, prepareStudy } from '../src/index.js';

const quickstart = ['kl.samples=[50,100,200,400]', 'network.sigmaW2=[1,1.5,2,2.5,3,3.5]'];

/** Each instance by what it is of. */
async function instancesOf(study: string, set: readonly string[], shard?: string): Promise<readonly string[]> {
  const { plan } = await prepareStudy(study, { set, ...(shard === undefined ? {} : { shard }) });
  return plan.nodes.map(({ stage, cell }) => `${stage.name} ${JSON.stringify(cell)}`);
}

describe('shards', () => {
  it('of a sweep over what is measured train each network once, and have every instance', async () => {
    for (const n of [2, 3, 4]) {
      const shards = await Promise.all(
        Array.from({ length: n }, (_, i) => instancesOf('quickstart', quickstart, `${i + 1}/${n}`)),
      );
      const all = await instancesOf('quickstart', quickstart);
      expect(new Set(shards.flat())).toEqual(new Set(all));
      const trained = shards.flat().filter((instance) => instance.startsWith('train '));
      expect(trained).toHaveLength(6);
      expect(new Set(trained).size).toBe(6);
    }
  });

  it('of 10,000 tiny networks, beside which data set and theory are costly, are even', async () => {
    const set = [
      'dataset.train=64',
      'dataset.validation=50',
      'network.width=4',
      'training.epochs=1',
      'training.batchSize=64',
    ];
    const sweep = ['network.sigmaW2={ from: 1, to: 2.9, step: 0.1 }', 'network.depth=[2,3,4,5]', 'seed={ count: 125 }'];
    const { shares, allCells } = await prepareStudy('trainability', { set: [...set, ...sweep], shard: '1/8' });
    expect(allCells).toBe(10_000);
    expect(Math.max(...shares!.map(({ work }) => work)) * 8).toBeLessThan(1.02);
    expect(shares!.every(({ cells }) => cells > 1200)).toBe(true);
  });

  it('of a tiny sweep over what is measured train each network once as well', async () => {
    const study = join(studyFolder, 'tiny', 'quickstart.yaml');
    for (const n of [2, 3, 4]) {
      const shards = await Promise.all(
        Array.from({ length: n }, (_, i) => instancesOf(study, ['kl.samples=[10,12,14,16]'], `${i + 1}/${n}`)),
      );
      expect(shards.flat().filter((instance) => instance.startsWith('train '))).toHaveLength(2);
    }
  });

  it('of the full trainability scan have at most a tenth more than the mean, for every n to 40', async () => {
    for (const n of [2, 3, 7, 8, 10, 16, 21, 40]) {
      const { shares } = await prepareStudy('trainability', { shard: `1/${n}` });
      expect(shares).toHaveLength(n);
      expect(shares!.reduce((sum, { cells }) => sum + cells, 0)).toBe((await prepareStudy('trainability')).cells);
      expect(Math.max(...shares!.map(({ work }) => work)) * n).toBeLessThanOrEqual(1.1);
    }
  });

  it('are the same whatever a store holds, and are shown by a plan', async () => {
    const study = join(studyFolder, 'tiny', 'quickstart.yaml');
    const planned = await planStudy(await prepareStudy(study, { shard: '2/2' }), { store: 'nowhere.duckdb' });
    expect(planned.shares).toEqual((await prepareStudy(study, { shard: '1/2' })).shares);
    expect(planned.shares![1]!.cells).toBe(planned.cells);
    expect((await prepareStudy(study)).shares).toBeNull();
  });

  it.each([
    'abstraction-dbn',
    'ising-rbm',
    'fixed-points',
    'abstraction-autoencoder',
    'nuisance',
    'mutual-information',
  ])('of %s train nothing twice', async (name) => {
    const shards = await Promise.all(['1/3', '2/3', '3/3'].map((shard) => instancesOf(name, [], shard)));
    const trained = shards.flat().filter((instance) => /^(train|train-machine|train-autoencoder) /.test(instance));
    expect(trained.length).toBeGreaterThan(3);
    expect(trained.length).toBe(new Set(trained).size);
  });
});
