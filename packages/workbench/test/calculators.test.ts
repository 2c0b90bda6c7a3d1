import { studies } from '@rgflow/studies';
import { expect, test } from 'vitest';
import { calculate, calculators } from '../src/calculators.js';

/** The options of `--sigma-w2 1.5 --scheme exact --json`, as a face reads them. */
function given(example: string): Record<string, number | string> {
  const options = [...example.matchAll(/--([a-z0-9-]+) (?!--)(\S+)/g)].map(([, flag, text]) => {
    const name = flag!.replace(/-[a-z]/g, ([, letter]) => letter!.toUpperCase());
    return [name, Number.isNaN(Number(text)) ? text! : Number(text)] as const;
  });
  return Object.fromEntries(options);
}

test.each(Object.entries(calculators()))('%s answers the example of its help', async (name, { example }) => {
  const { json, values, table } = await calculate(name, given(example));
  expect(Object.keys(json).length).toBeGreaterThan(0);
  expect(values.length).toBeGreaterThan(0);
  for (const { value, meaning, symbol } of values) {
    expect(value, symbol).not.toBeNaN();
    if (typeof value === 'number') expect(meaning).not.toBe('');
  }
  for (const row of table?.rows ?? []) expect(row).toHaveLength(table!.headers.length);
});

test('a calculator that there is not is refused with the nearest, and so is a value of another kind', async () => {
  await expect(calculate('ising-3d', {})).rejects.toThrow('did you mean ising-1d or ising-2d?');
  await expect(calculate('ising-1d', { coupling: 1, steps: 1.5 })).rejects.toThrow(
    'calc ising-1d: steps is 1.5; expected a whole number.',
  );
  await expect(calculate('ising-2d', { coupling: 1, scheme: 'approximate' })).rejects.toThrow(
    'expected one of truncated, exact, enumeration, couplings.',
  );
});

test.each([
  ['layer-information', { sigmaW2: -1, sigmaB2: 0.05 }, '--sigma-w2 is -1; expected more than 0, at most 250000.'],
  ['layer-information', { sigmaW2: 1, sigmaB2: -1 }, '--sigma-b2 is -1; expected 0 or more, at most 250000.'],
  [
    'layer-information',
    { sigmaW2: 1, sigmaB2: 0.05, depth: 100_000 },
    '--depth is 100000; expected 0 or more, at most 1000; each layer beyond adds r_T, which is printed.',
  ],
  [
    'layer-information',
    { sigmaW2: 1, sigmaB2: 0.05, width: 1e9 },
    '--width is 1000000000; expected 1 or more, at most 100000; leave it out for infinite width.',
  ],
  ['layer-information', { sigmaW2: 1, sigmaB2: 0.05, width: 0 }, '--width is 0; expected 1 or more'],
  ['layer-information', { sigmaW2: 1, sigmaB2: 0.05, noise: -1 }, '--noise is -1; expected 0 or more'],
  ['mean-field', { sigmaW2: 1e300, sigmaB2: 0.05 }, '--sigma-w2 is 1e+300; expected more than 0, at most 250000.'],
  ['mean-field', { sigmaW2: 1, sigmaB2: 0, inputSecondMoment: 1, depth: 1e6 }, '--depth is 1000000; expected'],
  ['critical-line', { sigmaB2: -0.1 }, '--sigma-b2 is -0.1; expected 0 or more, at most 250000.'],
])('%s refuses a value out of its range by its option', async (name, values, message) => {
  await expect(calculate(name, values)).rejects.toThrow(`calc ${name}: ${message}`);
});

test('a calculator of a model that no study owns is there with any list of studies, and answers by convention', async () => {
  const { json, values } = await calculate('hfm', { units: 10, g: Math.LN2 }, []);
  // Not silently: that it is the default, and what the other one is.
  expect(values[0]).toMatchObject({
    symbol: 'convention',
    value: 'A',
    meaning: expect.stringContaining('the default'),
  });
  expect(values[0]!.meaning).toContain('in B g max(m − 1, 0)');
  expect(json).toMatchObject({ convention: 'A', meanDetail: expect.closeTo(4.5833333333, 9) });
  expect(json.partition).toBeCloseTo(6, 12);
  expect(json.entropy).toBeCloseTo(4.9686840468, 9);
  expect(json.relevance).toBeCloseTo(2.36938212, 8);
  const other = await calculate('hfm', { units: 10, g: Math.LN2, convention: 'B' });
  expect(other.json).toMatchObject({ convention: 'B', partition: expect.closeTo(11, 12) });
  expect(other.values[0]!.meaning).toBe('a state of level m costs g max(m − 1, 0)');
});

test('two calculators of one name are refused, whoever brings the second', () => {
  const second = { ...studies[0]!, name: 'mine', calculators: { hfm: calculators().hfm! } };
  expect(() => calculators([second])).toThrow(
    'models: there are two calculators of the name hfm; give this one another.',
  );
});

test('an exponential family takes its own parameters only, and a chain its flow', async () => {
  const { json } = await calculate('exponential-family', {
    family: 'gaussian-chain',
    precision: 1,
    coupling: 0.4,
    steps: 3,
  });
  expect((json.steps as readonly { ratio: number }[]).map(({ ratio }) => ratio)).toEqual([
    0.4,
    expect.closeTo(0.2352941176470588, 13),
    expect.closeTo(0.06225680933852144, 13),
    expect.closeTo(0.003906190396, 12),
  ]);
  await expect(calculate('exponential-family', { family: 'gamma', shape: 1 })).rejects.toThrow(
    'calc exponential-family: --scale is missing; gamma takes --shape and --scale.',
  );
  await expect(calculate('exponential-family', { family: 'poisson', rate: 1, mean: 2 })).rejects.toThrow(
    '--mean is no parameter of poisson; it takes --rate.',
  );
  const single = { family: 'ising-chain', coupling: 0.5, sites: 1, boundary: 'open' };
  expect((await calculate('exponential-family', single)).json.standardErrors).toBeNull();
});
