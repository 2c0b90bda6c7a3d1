import { lastImages } from '@rgflow/dataset';
import { FigureError } from '@rgflow/drawing';
import { beforeAll, describe, expect, test } from 'vitest';
import { datasetStage } from '../../src/network/dataset.stage.js';
import { oneImageStage } from '../../src/network/one-image.stage.js';
import { figure as klNotebook } from '../../src/relative-entropy/kl-notebook.figure.js';
import { faultsOf, planOf } from '../plan-of.js';
import { runStage } from '../stage-chain.js';

type Outputs = Awaited<ReturnType<typeof runStage>>;
type Images = readonly { readonly shape: readonly number[]; readonly data: Uint8Array }[];
const imagesOf = (outputs: Outputs, name: string) => (outputs[name] as unknown as Images)[0]!;

const meanSquare = (data: Uint8Array) => data.reduce((sum, grey) => sum + (grey / 255) ** 2, 0) / data.length;

describe('one image of MNIST', () => {
  let data: Outputs;
  beforeAll(async () => {
    data = await runStage(datasetStage, { dataset: 'mnist', train: 50000, validation: 10000 });
  });
  const choose = (image: number) => runStage(oneImageStage, { image, train: 50000 }, data);

  test('is that of its number in the training file: 59,999 is the last one, and not very bright', async () => {
    const last = imagesOf(await choose(59999), 'image');
    expect(last.shape).toEqual([1, 784]);
    expect(last.data).toEqual(lastImages('test', imagesOf(data, 'validationImages'), 1).data);
    expect(meanSquare(last.data)).toBeCloseTo(0.081, 3);
    expect(meanSquare(imagesOf(await choose(59983), 'image').data)).toBeCloseTo(0.125, 3);
    expect(imagesOf(await choose(50000), 'image').data).toEqual(imagesOf(data, 'validationImages').data.slice(0, 784));
  });

  test('is none of another set', async () => {
    const refused = 'those for validation are 50000 to 59999; ask for one of them.';
    await expect(choose(60000)).rejects.toThrow(`one-image: image is 60000, but ${refused}`);
    await expect(choose(49999)).rejects.toThrow(`one-image: image is 49999, but ${refused}`);
  });
});

describe('kl.image', () => {
  test('is measured by itself, on networks that are trained once whatever it is', () => {
    const nodes = planOf('relative-entropy', 'kl.image=59983', 'training.epochs=1', 'kl.snapshots=[init,final]').nodes;
    const of = (name: string) => nodes.filter(({ stage }) => stage.name === name);
    expect(of('one-image').map(({ params }) => params)).toEqual([{ image: 59983, train: 50000 }]);
    expect(new Set(of('activations').map(({ params }) => params.images))).toEqual(new Set([1]));
    expect(new Set(of('mean-field-kl').map(({ params }) => params.images))).toEqual(new Set([1]));
    expect(of('train')).toHaveLength(15);
    const both = planOf('relative-entropy', 'kl.image=[59999, 59983]').nodes;
    expect(both.filter(({ stage }) => stage.name === 'train')).toHaveLength(15 * 15);
  });

  test.each([49999, 60000])('is refused where it is not one of the validation images: %d', (image) => {
    expect(faultsOf('relative-entropy', `kl.image=${image}`)).toEqual([
      `--set kl.image=${image}: kl.image: expected 50000 to 59999, the images of dataset.validation, not ${image}`,
    ]);
  });

  test('swept is no figure of a mean over images', () => {
    const row = { sigma_w2: 1.5, snapshot: 'epoch1', estimator: 'published', layer: 1, kl: 0.2, scatter: 0.01 };
    expect(() => klNotebook.draw({ curves: [{ ...row, networks: 6, seeds: 3 }] })).toThrow(FigureError);
    expect(() => klNotebook.draw({ curves: [{ ...row, networks: 3, seeds: 3 }] })).not.toThrow();
  });
});
