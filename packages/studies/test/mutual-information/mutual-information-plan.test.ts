import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { configureStudy, PlanBuilder } from '@rgflow/pipeline';
import { describe, expect, test } from 'vitest';
import { study as mutualInformation } from '../../src/mutual-information/mutual-information.study.js';
import { studyFolder } from '../../src/study-files.js';

describe('the study file', () => {
  const text = readFileSync(join(studyFolder, 'mutual-information.yaml'), 'utf8');
  const planOf = (sets: readonly string[] = []) => {
    const plan = new PlanBuilder();
    const configured = configureStudy(mutualInformation, { text, file: 'mutual-information.yaml' }, sets);
    for (const params of configured.cells()) mutualInformation.build(plan, params);
    const counts: Record<string, number> = {};
    for (const { stage } of plan.build().nodes) counts[stage.name as string] = (counts[stage.name as string] ?? 0) + 1;
    return counts;
  };

  test('measures random networks on both sides, predicts them once a variance, and trains for the first seeds alone', () => {
    expect(planOf()).toEqual({
      dataset: 1,
      initialise: 5 * (3 + 3),
      train: 5 * 3,
      'mutual-information': 5 * (3 + 2 * 3),
      'predicted-information': 5,
      'information-collapse': 15,
    });
    expect(planOf(['seed={ count: 4 }', 'trained.seeds=1'])).toMatchObject({
      initialise: 5 * (4 + 1),
      train: 5,
      'mutual-information': 5 * (4 + 2),
      'information-collapse': 20,
    });
  });

  test('trains none without epochs', () => {
    expect(planOf(['trained.epochs=0'])).not.toHaveProperty('train');
  });
});
