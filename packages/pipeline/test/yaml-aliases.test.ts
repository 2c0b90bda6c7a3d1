import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { configureStudy, studyNameOf } from '../src/declare/study-file.js';
import { defineStudy } from '../src/plan/study.js';

const study = defineStudy({
  name: 'grid',
  title: 'A grid',
  params: z.object({ epochs: z.int().default(1), seed: z.int().default(0) }),
  build: () => {},
});

const configure = (text: string) => configureStudy(study, { text, file: 'studies/grid.yaml' });

describe('an alias', () => {
  test.each([
    [
      'without an anchor',
      'sweep: { seed: *values }',
      'studies/grid.yaml:2: *values: no anchor &values stands before it',
    ],
    [
      'in what it stands for',
      'sweep:\n  seed: &a [1, *a]',
      'studies/grid.yaml:3: *a: stands within what it stands for',
    ],
    [
      'of aliases that stand for too much',
      [
        'a: &a [x,x,x,x,x,x,x,x,x]',
        ...['b', 'c', 'd'].map((b, i) => `${b}: &${b} [${`*${'abc'[i]},`.repeat(9)}]`),
      ].join('\n'),
      'studies/grid.yaml: its aliases stand for too much',
    ],
  ])('%s is told', (_, text, message) => {
    for (const read of [configure, (file: string) => studyNameOf({ text: file, file: 'studies/grid.yaml' })]) {
      expect(() => read(`study: grid\n${text}`)).toThrow(message);
    }
  });

  test('stands for what its anchor does', () => {
    const cells = [...configure('study: grid\nparams: { seed: &seed 3, epochs: *seed }').cells()];
    expect(cells).toEqual([{ seed: 3, epochs: 3 }]);
  });
});
