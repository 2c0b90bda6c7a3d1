import { PlanBuilder, PlanError, StudyError } from '@rgflow/pipeline';
import { describe, expect, test } from 'vitest';
import { planDataset } from '../../src/network/training-chain.js';
import { faultsOf, planOf } from '../plan-of.js';

describe('more images than there are', () => {
  test.each(['quickstart', 'relative-entropy', 'trainability', 'plateau', 'mutual-information', 'nuisance'])(
    'to train on are refused by the plan of %s',
    (study) => {
      const sets = ['dataset.train=55000', 'dataset.validation=10000'];
      expect(() => planOf(study, ...sets)).toThrow(StudyError);
      expect(() => planOf(study, ...sets)).toThrow(
        'dataset.train: expected at most 50000: the training file of mnist has 60000 images, of which 10000 are for validation, not 55000',
      );
    },
  );

  test.each(['quickstart', 'relative-entropy', 'trainability', 'plateau', 'mutual-information', 'nuisance'])(
    'in a batch, of which no step would come, are refused by the plan of %s',
    (study) => {
      const section = study === 'mutual-information' ? 'trained' : 'training';
      const batch = (images: number) => ['dataset.train=200', `${section}.batchSize=${images}`];
      expect(() => planOf(study, ...batch(201))).toThrow(StudyError);
      expect(() => planOf(study, ...batch(201))).toThrow(
        `${section}.batchSize: expected at most 200, the images of dataset.train: of a larger batch no step would come, not 201`,
      );
      expect(() => planOf(study, ...batch(200))).not.toThrow();
    },
  );

  test('are refused by the plan of a study that does not ask', () => {
    const plan = new PlanBuilder();
    expect(() => planDataset(plan, { name: 'mnist', train: 50_000, validation: 10_000 })).not.toThrow();
    expect(() => planDataset(plan, { name: 'mnist', train: 50_001, validation: 10_000 })).toThrow(PlanError);
  });

  test('in a batch are no fault where nothing is trained', () => {
    const sets = ['dataset.train=10', 'training.epochs=0', 'kl.snapshots=[init]'];
    expect(() => planOf('quickstart', ...sets)).not.toThrow();
  });

  test.each([
    ['quickstart', 'kl.images'],
    ['relative-entropy', 'kl.images'],
    ['plateau', 'kl.images'],
    ['mutual-information', 'information.images'],
  ])('to measure on are refused by the plan of %s', (study, path) => {
    const sets = ['dataset.validation=100', `${path}=101`];
    expect(() => planOf(study, ...sets)).toThrow(StudyError);
    expect(() => planOf(study, ...sets)).toThrow(
      `${path}: expected at most 100, the images of dataset.validation, not 101`,
    );
    expect(() => planOf(study, 'dataset.validation=100', `${path}=100`)).not.toThrow();
  });

  test('to read on are refused by the plan of nuisance', () => {
    expect(() => planOf('nuisance', 'probe.fit=9000')).toThrow(
      'probe.fit: probe.fit, probe.choose and one image to score on are 10001 images, but dataset.validation has 10000',
    );
    expect(() => planOf('nuisance', 'probe.fit=8999')).not.toThrow();
  });

  test('are told of the validation images where these are all there are', () => {
    const refused = 'expected less than 60000, the images in the training file of mnist, not 60000';
    expect(faultsOf('quickstart', 'dataset.validation=60000')).toEqual([
      `--set dataset.validation=60000: dataset.validation: ${refused}`,
    ]);
  });

  test('are found in a sweep too', () => {
    expect(() => planOf('quickstart', 'kl.images=[10, 20000]')).toThrow('not 20000');
  });
});

describe('of a parameter that is at fault by itself', () => {
  test.each([
    ['quickstart', 'dataset.validation=-100'],
    ['plateau', 'dataset.validation=0'],
    ['mutual-information', 'dataset.validation=-100'],
    ['nuisance', 'dataset.validation=-100'],
    ['trainability', 'dataset.train=-1'],
    ['quickstart', 'dataset.train=-1'],
    ['quickstart', 'kl.images=-1'],
    ['nuisance', 'probe.fit=-20000'],
    ['nuisance', 'network.depth=2'],
    ['nuisance', 'network.shallowDepth=-2'],
    ['relative-entropy', 'training.epochs=-1'],
  ])('nothing else of %s is blamed: %s', (study, set) => {
    const [path] = set.split('=');
    const faults = faultsOf(study, set);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(new RegExp(`^--set ${set}: ${path}: Too small`));
  });

  test('nor are others left unsaid', () => {
    const faults = faultsOf('quickstart', 'training.epochs=-1', 'dataset.validation=100', 'kl.images=101');
    expect(faults).toHaveLength(2);
  });

  test('a shallow network that is not is refused', () => {
    expect(faultsOf('nuisance', 'network.shallowDepth=10')).toEqual([
      '--set network.shallowDepth=10: network.shallowDepth: expected less than network.depth, which it is compared with, not 10',
    ]);
  });
});

describe('a snapshot beyond the last epoch', () => {
  test('is refused, with what would do', () => {
    expect(faultsOf('quickstart', 'training.epochs=3', 'kl.snapshots=[init, epoch7, epoch3]')).toEqual([
      '--set kl.snapshots=[init, epoch7, epoch3]: kl.snapshots[1]: expected init, final or an epoch up to 3, ' +
        'which training.epochs is, not "epoch7"; leave it out, or give 7 epochs',
    ]);
    expect(faultsOf('quickstart', 'training.epochs=7', 'kl.snapshots=[init, epoch7]')).toEqual([]);
  });

  test('is found at the line of the file where it stands', () => {
    expect(faultsOf('relative-entropy', 'training.epochs=0')).toEqual([
      'relative-entropy.yaml:14: params.kl.snapshots[1]: expected init or final, as training.epochs is 0, not "epoch1"; ' +
        'leave it out, or give 1 epoch',
    ]);
  });

  test('is found in a sweep over epochs', () => {
    expect(faultsOf('quickstart', 'training.epochs=[3, 1]', 'kl.snapshots=[init, epoch2]')).toHaveLength(1);
  });
});

describe('the lists of snapshots and estimators', () => {
  test('are checked entry by entry, with the nearest name', () => {
    expect(() => planOf('quickstart', 'kl.estimators=[published, gausian]')).toThrow(
      /kl\.estimators\[1\]: .*not "gausian"; did you mean gaussian\?/,
    );
    expect(() => planOf('quickstart', 'kl.snapshots=[init, epok1]')).toThrow(
      /kl\.snapshots\[1\]: expected init, final, epoch1, epoch2, [.]{3}, not "epok1"; did you mean epoch1\?/,
    );
    expect(() => planOf('quickstart', 'kl.snapshots=[epoch0]')).toThrow('did you mean epoch1?');
    expect(() => planOf('quickstart', 'kl.estimators=[]')).toThrow('kl.estimators');
  });
});
