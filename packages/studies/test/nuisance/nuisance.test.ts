import type { SqlRow } from '@rgflow/drawing';
import { PlanBuilder, type Tensor } from '@rgflow/pipeline';
import { beforeAll, describe, expect, test } from 'vitest';
import { datasetStage } from '../../src/network/dataset.stage.js';
import { initialiseStage } from '../../src/network/initialise.stage.js';
import { trainStage } from '../../src/network/train.stage.js';
import { study as nuisance } from '../../src/nuisance/nuisance.study.js';
import { nuisanceImageProbeStage } from '../../src/nuisance/nuisance-image-probe.stage.js';
import { nuisanceImagesStage } from '../../src/nuisance/nuisance-images.stage.js';
import { nuisanceProbeStage } from '../../src/nuisance/nuisance-probe.stage.js';
import { nuisanceSnapshotStage } from '../../src/nuisance/nuisance-snapshot.stage.js';
import { runStage } from '../stage-chain.js';

type Outputs = Awaited<ReturnType<typeof runStage>>;

const NONE = { shiftSpread: 0, rotationSpread: 0, thicknessSpread: 0, brightnessSpread: 0, noiseSpread: 0 };
const IMAGES = 2000;
const PARTS = { fit: 1200, choose: 200 };
/** Agreement is asked for within so many standard errors, as everywhere. */
const ERRORS = 4;

const rowsOf = ({ nuisance_probe }: Outputs): readonly SqlRow[] => nuisance_probe as unknown as readonly SqlRow[];
const numberAt = (
  rows: readonly SqlRow[],
  target: string,
  column: string,
  layer?: number,
  reader = 'linear',
): number => {
  const row = rows.find(
    (each) => each.target === target && each.reader === reader && (layer === undefined || each.layer === layer),
  );
  return row![column] as number;
};

let data: Outputs;
let shifted: Outputs;

beforeAll(async () => {
  data = await runStage(datasetStage, { dataset: 'mnist', train: 1280, validation: IMAGES });
  shifted = await runStage(
    nuisanceImagesStage,
    { ...NONE, drawing: 'held-out', shiftSpread: 2 },
    { images: data.validationImages },
  );
});

const heldOut = () => ({ ...shifted, labels: data.validationLabels });

/** The same images with a quarter of the pixels, each the mean of four: what is read off them costs 1/64. */
function pooled(images: Outputs[string]): readonly Tensor<'uint8'>[] {
  const { data } = images[0]!;
  const small = new Uint8Array(IMAGES * 196);
  for (let p = 0; p < small.length; p++) {
    const [image, row, column] = [Math.floor(p / 196), Math.floor((p % 196) / 14), p % 14];
    const corner = image * 784 + 2 * row * 28 + 2 * column;
    small[p] = Math.round((data[corner]! + data[corner + 1]! + data[corner + 28]! + data[corner + 29]!) / 4);
  }
  return [{ layer: 0, shape: [IMAGES, 196], data: small }];
}

describe('images with nuisances', () => {
  const few = { shape: [3, 16], data: new Uint8Array(48).fill(200) };
  const draw = (drawing: string, spread: Partial<typeof NONE>, seed = 0) =>
    runStage(nuisanceImagesStage, { drawing, ...NONE, ...spread }, { images: [{ ...few, layer: 0 }] }, seed);

  test('are moved by the coordinates that are handed on', async () => {
    const inSquare = (at: number) => at >= 9 && at < 19;
    const square = Uint8Array.from({ length: 784 }, (_, p) =>
      inSquare(p % 28) && inSquare(Math.floor(p / 28)) ? 255 : 0,
    );
    const count = 40;
    const images = new Uint8Array(count * 784);
    for (let image = 0; image < count; image++) images.set(square, image * 784);
    const { nuisanceImages, coordinates } = await runStage(
      nuisanceImagesStage,
      { ...NONE, drawing: 'held-out', shiftSpread: 2 },
      { images: [{ layer: 0, shape: [count, 784], data: images }] },
    );
    const u = coordinates![0]!.data;
    expect(coordinates![0]!.shape).toEqual([count, 7]);
    for (let image = 0; image < count; image++) {
      const [x, y] = brightCentre(nuisanceImages![0]!.data.subarray(image * 784, (image + 1) * 784) as Uint8Array);
      expect(Math.abs(x - 13.5 - 2 * u[7 * image]!)).toBeLessThan(EDGE);
      expect(Math.abs(y - 13.5 - 2 * u[7 * image + 1]!)).toBeLessThan(EDGE);
    }
  });

  /**
   * Pixels. Of a column at the edge up to a third is cut off, 2 % of the mass and 5 pixels from the middle, and some noise
   * is not.
   */
  const EDGE = 0.25;

  /** Of what is brighter than 50: noise has a standard deviation of 13 or less, the square is of 153. */
  function brightCentre(image: Uint8Array): readonly [number, number] {
    let [mass, right, down] = [0, 0, 0];
    image.forEach((grey, p) => {
      if (grey < 50) return;
      mass += grey;
      right += grey * (p % 28);
      down += grey * Math.floor(p / 28);
    });
    return [right / mass, down / mass];
  }

  test('are drawn anew for each pass and each seed, and alike for the same', async () => {
    const [first, again, pass, seed] = await Promise.all([
      draw('pass1', {}),
      draw('pass1', { noiseSpread: 1 }),
      draw('pass2', {}),
      draw('pass1', {}, 1),
    ]);
    expect(again.coordinates).toEqual(first.coordinates);
    expect(pass.coordinates).not.toEqual(first.coordinates);
    expect(seed.coordinates).not.toEqual(first.coordinates);
  });

  test('leave no images in the store', () => {
    const plan = new PlanBuilder();
    nuisance.build(plan, nuisance.params.parse({}));
    const drawn = plan.build().nodes.filter(({ stage }) => stage === nuisanceImagesStage);
    expect(drawn.length).toBeGreaterThan(0);
    for (const { keep } of drawn) expect(keep).toEqual({ nuisanceImages: 'never', coordinates: 'never' });
  });
});

describe('what can be read off the images', () => {
  const smallHeldOut = (images: Outputs[string]) => ({ ...heldOut(), nuisanceImages: pooled(images) });
  let rows: readonly SqlRow[];
  beforeAll(async () => {
    rows = rowsOf(
      await runStage(nuisanceImageProbeStage, { classes: 10, ...PARTS }, smallHeldOut(shifted.nuisanceImages!)),
    );
  });

  test('is the label and the shift', () => {
    expect(rows.map(({ network, layer, units }) => [network, layer, units])).toEqual(Array(16).fill(['none', -1, 196]));
    expect(rows.map(({ reader }) => reader)).toEqual([...Array(8).fill('linear'), ...Array(8).fill('network')]);
    expect(numberAt(rows, 'label', 'score')).toBeGreaterThan(0.5);
    expect(numberAt(rows, 'shift-x', 'score')).toBeGreaterThan(0.5);
    const information = -Math.log(1 - numberAt(rows, 'shift-x', 'score')) / 2;
    expect(numberAt(rows, 'shift-x', 'information')).toBeCloseTo(information, 12);
  });

  test('is more of the label and of the shift for a small network', () => {
    for (const target of ['label', 'shift-x', 'shift-y']) {
      const [linear, network] = ['linear', 'network'].map((reader) =>
        numberAt(rows, target, 'information', -1, reader),
      );
      expect(network!).toBeGreaterThan(linear!);
    }
  });

  test('is nothing of a nuisance of spread 0', () => {
    for (const reader of ['linear', 'network']) {
      for (const target of ['rotation', 'thickness', 'brightness', 'noise', 'nothing']) {
        const error = numberAt(rows, target, 'information_se', -1, reader);
        expect(error).toBeLessThan(0.03);
        expect(numberAt(rows, target, 'information', -1, reader)).toBeLessThan(ERRORS * error);
      }
    }
  });

  test('needs images to score on', async () => {
    await expect(
      runStage(nuisanceImageProbeStage, { classes: 10, fit: 1800, choose: 200 }, smallHeldOut(shifted.nuisanceImages!)),
    ).rejects.toThrow('leave 0 to score');
  });

  test('of plain digits is nearly nine labels of ten', async () => {
    const plain = await runStage(
      nuisanceImageProbeStage,
      { classes: 10, ...PARTS },
      smallHeldOut(data.validationImages!),
    );
    const score = numberAt(rowsOf(plain), 'label', 'score');
    expect(score).toBeGreaterThan(0.82);
  });
});

describe('what can be read off a network', () => {
  const architecture = { shape: 'wide', depth: 4, width: 48, sigmaW2: 2.5, sigmaB2: 0.05, seed: 0 };
  const functions = { activation: 'tanh', output: 'tanh' };
  const sgd = {
    ...functions,
    learningRate: 0.02,
    momentum: 0.8,
    batchSize: 64,
    shuffle: false,
    stopHopeless: 'never',
    engine: 'native',
  };
  let untrained: Outputs;
  const probe = (network: string, state: Outputs, firstLayer = 0, networkLayers: readonly number[] = []) =>
    runStage(
      nuisanceProbeStage,
      { network, ...functions, role: 'deep', firstLayer, networkLayers, classes: 10, ...PARTS },
      { weights: state.weights, biases: state.biases, ...heldOut() },
    );

  beforeAll(async () => {
    untrained = await runStage(initialiseStage, { ...architecture, inputs: 784, classes: 10 });
  });

  test('is a row for each layer and target, from the first layer asked for', async () => {
    const rows = rowsOf(await probe('random', untrained, 2));
    expect(rows.map(({ network, layer, units }) => [network, layer, units])).toEqual([
      ...Array(8).fill(['random', 2, 48]),
      ...Array(8).fill(['random', 3, 10]),
    ]);
    expect(rows.slice(0, 8).map(({ target }) => target)).toEqual([
      'label',
      'shift-x',
      'shift-y',
      'rotation',
      'thickness',
      'brightness',
      'noise',
      'nothing',
    ]);
  });

  test('is read by a small network too in layers that are asked for', async () => {
    const rows = rowsOf(await probe('random', untrained, 2, [2]));
    expect(rows.map(({ layer, reader }) => [layer, reader])).toEqual([
      ...Array(8).fill([2, 'linear']),
      ...Array(8).fill([2, 'network']),
      ...Array(8).fill([3, 'linear']),
    ]);
    expect(rows.filter(({ reader }) => reader === 'network').every(({ penalty }) => penalty === null)).toBe(true);
  });

  test('after an epoch is what a linear reader finds in the last hidden layer', async () => {
    const params = { network: 'plain', ...functions, role: 'deep', classes: 10, ...PARTS };
    const { weights, biases } = untrained;
    const { nuisance_snapshot } = await runStage(nuisanceSnapshotStage, params, { weights, biases, ...heldOut() });
    const whole = rowsOf(await probe('plain', untrained, 2)).filter(({ layer }) => layer === 2);
    expect(nuisance_snapshot).toEqual(whole);
  });

  test('training makes the label easier to read', async () => {
    let state: Outputs = { ...untrained, ...data };
    for (const epoch of [1, 2, 3]) state = { ...(await runStage(trainStage, { epoch, ...sgd }, state)), ...data };
    const before = rowsOf(await probe('random', untrained, 2));
    const after = rowsOf(await probe('plain', state, 2));
    const gain = numberAt(after, 'label', 'information', 2) - numberAt(before, 'label', 'information', 2);
    expect(gain).toBeGreaterThan(ERRORS * numberAt(after, 'label', 'information_se', 2));
  });

  test('of a network that has diverged is not defined, and says why', async () => {
    const wild = await runStage(trainStage, { epoch: 1, ...sgd, learningRate: 1e39 }, { ...untrained, ...data });
    const rows = rowsOf(await probe('plain', wild));
    expect(rows.length).toBe(4 * 8);
    expect(
      rows.every(
        ({ score, information, samples, reason }) =>
          score === null && information === null && samples === 0 && reason === 'the layer is not finite',
      ),
    ).toBe(true);
  });
});
