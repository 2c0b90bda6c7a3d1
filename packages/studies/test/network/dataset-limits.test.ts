import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { configureStudy, PlanBuilder, StudyError } from '@rgflow/pipeline';
import { describe, expect, test } from 'vitest';
import { studies } from '../../src/index.js';
import { studyFolder } from '../../src/study-files.js';

const loaded = new Map(
  await Promise.all(studies.map(async (door) => [door.name, (await door.study()).study] as const)),
);

/** Plans every cell of a study file, which is all that `rgflow plan` does before it looks at the store. */
function planOf(name: string, ...sets: readonly string[]): void {
  const study = loaded.get(name)!;
  const text = readFileSync(join(studyFolder, `${name}.yaml`), 'utf8');
  const plan = new PlanBuilder();
  for (const params of configureStudy(study, { text, file: `${name}.yaml` }, sets).cells()) study.build(plan, params);
  plan.build();
}

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

  test('are found in a sweep too', () => {
    expect(() => planOf('quickstart', 'kl.images=[10, 20000]')).toThrow('not 20000');
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
