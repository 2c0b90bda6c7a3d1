import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { configureStudy, PlanBuilder } from '@rgflow/pipeline';
import { describe, expect, test } from 'vitest';
import { study as nuisance } from '../../src/nuisance/nuisance.study.js';
import { studyFolder } from '../../src/study-files.js';

describe('the study', () => {
  const planOf = (sets: readonly string[] = []): Record<string, number> => {
    const source = { text: readFileSync(join(studyFolder, 'nuisance.yaml'), 'utf8'), file: 'nuisance.yaml' };
    const plan = new PlanBuilder();
    for (const params of configureStudy(nuisance, source, sets).cells()) nuisance.build(plan, params);
    const counts: Record<string, number> = {};
    for (const { stage } of plan.build().nodes) counts[stage.name as string] = (counts[stage.name as string] ?? 0) + 1;
    return counts;
  };

  test('is four trainings for each of five seeds, on one data set', () => {
    expect(planOf()).toEqual({
      dataset: 1,
      // One held out, and one for each epoch, which deep and shallow share.
      'nuisance-images': 5 * (1 + 4),
      'nuisance-image-probe': 5,
      initialise: 5 * 2,
      train: 5 * 4 * 4,
      'nuisance-probe': 5 * 6,
      'nuisance-snapshot': 5 * 4 * 4,
      'nuisance-claims': 5,
    });
  });

  test('without training reads the untrained networks and claims nothing', () => {
    expect(planOf(['training.epochs=0', 'seed=0'])).toEqual({
      dataset: 1,
      'nuisance-images': 1,
      'nuisance-image-probe': 1,
      initialise: 2,
      'nuisance-probe': 2,
    });
  });

  test('refuses a network too shallow to have a last hidden layer besides the first', () => {
    expect(() => planOf(['network.depth=3'])).toThrow('network.depth');
  });

  test('refuses a shallow network that is no shallower than the deep one', () => {
    expect(() => planOf(['network.shallowDepth=10'])).toThrow('expected less than network.depth');
  });
});
