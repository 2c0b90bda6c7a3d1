import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { parametersOf } from '../src/declare/parameters.js';
import { configureStudy } from '../src/declare/study-file.js';
import { studySchema } from '../src/declare/study-schema.js';
import { defineStudy } from '../src/plan/study.js';

describe('a parameter that is a list', () => {
  const measured = defineStudy({
    name: 'measured',
    title: 'What is measured',
    params: z.strictObject({
      kl: z
        .strictObject({
          estimators: z
            .array(z.enum(['published', 'gaussian', 'mean-field']))
            .min(1)
            .default(['published'])
            .describe('by which the divergence is estimated'),
          noise: z.array(z.number().positive()).default([1]),
        })
        .prefault({}),
      depth: z.int().default(30).describe('layers of the network'),
    }),
    build: () => {},
  });
  const given = (text: string, ...sets: string[]) =>
    configureStudy(measured, { text: `study: measured\n${text}`, file: 'm.yaml' }, sets);
  const estimatorsOf = (...args: Parameters<typeof given>) =>
    [...given(...args).cells()].map(({ kl }) => (kl as { estimators: unknown }).estimators);

  test('has a list as its value, in a file and as a --set', () => {
    expect(given('').axes).toEqual([]);
    expect(estimatorsOf('params: { kl: { estimators: [gaussian, published] } }')).toEqual([['gaussian', 'published']]);
    const set = given('', 'kl.estimators=[gaussian, mean-field]', 'kl.noise=[0.1, 0.2]');
    expect(set.axes).toEqual([]);
    expect([...set.cells()]).toEqual([
      { kl: { estimators: ['gaussian', 'mean-field'], noise: [0.1, 0.2] }, depth: 30 },
    ]);
  });

  test('is swept by a list of lists, each once', () => {
    const lists = [['published'], ['gaussian', 'published']];
    const sweep = 'sweep:\n  kl.estimators: [[published], [gaussian, published], [published]]';
    expect(given(sweep).axes).toEqual([{ path: 'kl.estimators', values: lists }]);
    expect(estimatorsOf(sweep)).toEqual(lists);
    expect(estimatorsOf('', 'kl.estimators=[[published], [gaussian, published]]')).toEqual(lists);
    expect(estimatorsOf(sweep, 'kl.estimators=[gaussian]')).toEqual([['gaussian']]);
  });

  test.each([
    [
      'an entry that is none of the names',
      'params:\n  kl:\n    estimators:\n      - published\n      - gausian',
      'm.yaml:6: params.kl.estimators[1]: Invalid option: expected one of "published"|"gaussian"|"mean-field", not "gausian"; did you mean gaussian?',
    ],
    [
      'an entry of a wrong type',
      'params: { kl: { noise: [1, x] } }',
      'm.yaml:2: params.kl.noise[1]: Invalid input: expected number, received string',
    ],
    [
      'an impossible entry',
      'params: { kl: { noise: [1, -1] } }',
      'm.yaml:2: params.kl.noise[1]: Too small: expected number to be >0, not -1',
    ],
    [
      'an empty list',
      'params: { kl: { estimators: [] } }',
      'm.yaml:2: params.kl.estimators: Too small: expected array to have >=1 items',
    ],
    [
      'names in one text',
      "params: { kl: { estimators: 'published, gaussian' } }",
      'm.yaml:2: params.kl.estimators: expected a list, as in [published, gaussian], not "published, gaussian"',
    ],
    [
      'a sweep over what is a list itself',
      'sweep:\n  kl.estimators: [published, gaussian]',
      'm.yaml:3: sweep.kl.estimators: is a list itself; give it under params, or sweep over lists, as in [[...], [...]]',
    ],
    [
      'an entry of a swept list',
      'sweep:\n  kl.estimators: [[published], [gausian]]',
      'm.yaml:3: sweep.kl.estimators: Invalid option: expected one of "published"|"gaussian"|"mean-field", not "gausian"; did you mean gaussian?',
    ],
  ])('is refused for %s', (_, text, message) => expect(() => given(text)).toThrow(message));

  test('is refused in a --set', () => {
    expect(() => given('', 'kl.estimators=[published, x]')).toThrow(
      '--set kl.estimators=[published, x]: kl.estimators[1]: Invalid option: expected one of "published"|"gaussian"|"mean-field", not "x"',
    );
    expect(() => given('', 'kl.estimators=gaussian')).toThrow('expected a list, as in [gaussian], not "gaussian"');
  });

  test('shows as a list in the JSON Schema, and its sweep as lists of lists', () => {
    const schema = studySchema(measured);
    const { params } = schema.properties as Record<string, { properties: Record<string, object> }>;
    const { grid } = schema.$defs as Record<string, { properties: Record<string, { anyOf: object[] }> }>;
    const list = { type: 'array', items: { enum: ['published', 'gaussian', 'mean-field'] } };
    expect(params!.properties.kl).toMatchObject({ properties: { estimators: list } });
    expect(grid!.properties['kl.estimators']!.anyOf[0]).toMatchObject({ type: 'array', items: list });
  });

  test('is known as a list, and every parameter by its meaning', () => {
    expect(parametersOf(measured.params)).toEqual([
      {
        path: 'kl.estimators',
        type: 'OTHER',
        list: true,
        default: ['published'],
        meaning: 'by which the divergence is estimated',
      },
      { path: 'kl.noise', type: 'OTHER', list: true, default: [1] },
      { path: 'depth', type: 'BIGINT', default: 30, meaning: 'layers of the network' },
    ]);
  });
});
