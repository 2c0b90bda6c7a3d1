import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SqlRow } from '@rgflow/drawing';
import { activationNames } from '@rgflow/meanfield';
import { configureStudy, PlanBuilder } from '@rgflow/pipeline';
import { describe, expect, test } from 'vitest';
import { meanField } from '../../src/mean-field/index.js';
import { study } from '../../src/mean-field/mean-field.study.js';
import { studyFolder } from '../../src/study-files.js';

const text = readFileSync(join(studyFolder, 'mean-field.yaml'), 'utf8');
const planOf = (sets: readonly string[]) => {
  const plan = new PlanBuilder();
  for (const params of configureStudy(study, { text, file: 'mean-field.yaml' }, sets).cells())
    study.build(plan, params);
  return plan
    .build()
    .nodes.map(({ stage, params }) => ({ name: stage.name, activation: (params as SqlRow).activation }));
};

describe('the study file', () => {
  test('plans one instance for each point, and the critical line and the KL curves once', () => {
    const names = planOf([]).map(({ name }) => name);
    const count = (name: string) => names.filter((each) => each === name).length;
    expect([count('mean-field'), count('critical-line'), count('predicted-kl')]).toEqual([71 * 25, 1, 5]);
  });

  test('takes a single point and other KL curves from the command line', () => {
    expect(planOf(['sigmaW2=1.5', 'sigmaB2=0.05', 'kl.sigmaW2=[1.2, 1.4]']).map(({ name }) => name)).toEqual([
      'mean-field',
      'critical-line',
      'predicted-kl',
      'predicted-kl',
    ]);
  });
});

describe('its activation', () => {
  test('takes an activation, also as an axis of its sweep', () => {
    const nodes = planOf(['sigmaW2=1', 'sigmaB2=0.05', 'activation=[erf, relu]']);
    expect(nodes.filter(({ name }) => name === 'mean-field').map(({ activation }) => activation)).toEqual([
      'erf',
      'relu',
    ]);
    expect(nodes.filter(({ name }) => name === 'critical-line')).toHaveLength(2);
    expect(planOf(['sigmaW2=1', 'sigmaB2=0.05'])[0]!.activation).toBe('tanh');
  });

  test.each([
    [['activation=softplus'], /activation.*expected.*tanh.*linear/s],
    [
      ['activation=linear', 'kl.depth=2000', 'kl.sigmaW2=[0.5, 3.5]'],
      /kl\.sigmaW2\[1\]: expected less than 1, .*or a kl\.depth of at most 568, .*not 3\.5/s,
    ],
    [['kl.sigmaB2=0', 'kl.inputSecondMoment=0'], /kl\.inputSecondMoment.*expected a positive mean square.*not 0/s],
  ])('refuses %s when it is planned', (sets, message) => {
    expect(() => planOf(['sigmaW2=1', 'sigmaB2=0.05', ...sets])).toThrow(message);
  });

  test('plans a bounded activation however deep', () => {
    expect(
      planOf(['sigmaW2=1', 'sigmaB2=0.05', 'activation=sigmoid', 'kl.depth=2000', 'kl.sigmaW2=[300]']),
    ).toHaveLength(3);
  });

  test('has calculators that name the five', () => {
    for (const { options } of Object.values(meanField.calculators!)) {
      expect(options.activation!.kind).toEqual(activationNames);
    }
  });
});
