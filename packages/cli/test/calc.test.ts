import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { type Ended, rgflowHere } from './rgflow.js';

const folder = mkdtempSync(join(tmpdir(), 'rgflow-cli-calc-'));
afterAll(() => rmSync(folder, { recursive: true }));

const ask = (line: string): Promise<Ended> => rgflowHere(['calc', ...line.split(' ')], folder);

async function json<T>(line: string): Promise<T> {
  const { code, stdout, stderr } = await ask(`${line} --json`);
  expect(stderr).toBe('');
  expect(code).toBe(0);
  return JSON.parse(stdout);
}

/** A number agrees with the digits it was published with. */
function expectDigits(value: number, digits: string): void {
  const decimals = digits.split('.')[1]!.length;
  expect(Math.abs(value - Number(digits))).toBeLessThanOrEqual(0.51 * 10 ** -decimals);
}

describe('rgflow calc --json', () => {
  // Expected values: high-precision evaluation and enumeration, as in the tests of @rgflow/ising and @rgflow/meanfield.
  test('ising-1d, with a field', async () => {
    const { steps, asymptote, freeEnergyPerSite } = await json<Flow>('ising-1d --coupling 1 --field 0.1 --steps 3');
    expect(steps.map((step) => Object.keys(step).sort().join())).toEqual(
      Array(4).fill('constant,coupling,field,relativeEntropy,relativeEntropyUnnormalised,step'),
    );
    expectDigits(steps[1]!.constant, '1.35832155247');
    expectDigits(steps[3]!.relativeEntropy, '0.553152566713');
    expectDigits(asymptote, '0.587664888601');
    expect(freeEnergyPerSite).toBeLessThan(0);
  });

  test('ising-2d by every scheme', async () => {
    const truncated = await json<Flow>('ising-2d --coupling 1 --scheme truncated');
    expectDigits(truncated.steps[12]!.relativeEntropy, '-0.353054696967');
    const bare = await json<Flow>('ising-2d --coupling 1 --scheme truncated --alpha 1 --steps 2');
    expect(bare.steps).toHaveLength(3);
    const exact = await json<Flow>('ising-2d --coupling 0.4 --scheme exact');
    expectDigits(exact.steps[1]!.relativeEntropy, '0.2420092739');
    expect(exact.steps[2]!.relativeEntropy).toBeGreaterThan(exact.steps[1]!.relativeEntropy);
    expect(exact.steps[2]!.relativeEntropy).toBeLessThan(exact.asymptote);
    expect(exact.steps.every(({ error }) => error! >= 0 && error! < 1e-3)).toBe(true);
    expectDigits(exact.asymptote, '0.3696401695');
    const torus = await json<Torus>('ising-2d --coupling 0.4 --scheme enumeration --size 4');
    expectDigits(torus.logPartition, '14.561093023844');
    expectDigits(torus.energyPerBond, '0.689558241130');
    expectDigits(torus.entropy, '5.734747537384');
    expectDigits(torus.steps[4]!.relativeEntropy, '0.482906760442');
  });

  test('mean-field, with the KL curve of an input', async () => {
    const line = 'mean-field --sigma-w2 1.5 --sigma-b2 0.05';
    const found = await json<Network>(`${line} --input-second-moment 0.1 --depth 10`);
    expect(found.phase).toBe('ordered');
    expectDigits(found.qStar, '0.418037');
    expect(found.klPerUnit).toHaveLength(11);
    expectDigits(found.klPerUnit[3]!, '0.29774590838');
    expect(await json<Network>(line)).not.toHaveProperty('klPerUnit');
  });

  test('spells an infinite length as a string, for JSON has no infinity', async () => {
    expect(await json('mean-field --sigma-w2 1 --sigma-b2 0')).toMatchObject({ phase: 'critical', xiC: 'Infinity' });
  });

  test('critical-line', async () => {
    const { sigmaW2, qStar } = await json<{ sigmaW2: number; qStar: number }>('critical-line --sigma-b2 0.05');
    expectDigits(sigmaW2, '1.760954639607');
    expectDigits(qStar, '0.570047881641');
  });
});

describe('rgflow calc of other activations', () => {
  // mpmath, 34 digits: packages/meanfield/test/expected/activations.py.
  test('mean-field and critical-line of erf and sigmoid', async () => {
    const erf = await json<Network>('mean-field --activation erf --sigma-w2 1.4 --sigma-b2 0.05');
    expectDigits(erf.qStar, '0.533379518815');
    const line = await json<{ sigmaW2: number }>('critical-line --activation sigmoid --sigma-b2 0.5');
    expectDigits(line.sigmaW2, '104.2032991001');
  });

  test('a KL curve of linear networks where no variance settles, and of relu without a push-forward', async () => {
    const curve = '--sigma-b2 0.05 --input-second-moment 0.1 --depth 4';
    const linear = await ask(`mean-field --activation linear --sigma-w2 2.5 ${curve}`);
    expect(linear.stdout).toMatch(/^ +4 +12\.9875 +1\.8839/m);
    expect(linear.stdout).toMatch(/^q\* +none +linear: the variance grows/m);
    const relu = await ask(`mean-field --activation relu --sigma-w2 1 ${curve}`);
    expect(relu.stdout).toMatch(/^push-forward +none +relu: its slope is zero/m);
  });
});

describe('rgflow calc for people', () => {
  test('is a table of steps and lines of numbers with what they are', async () => {
    const { stdout } = await ask('ising-2d --coupling 0.4 --scheme exact');
    expect(stdout).toMatch(/^n +K +K₀ +s +s − \(1 − 2⁻ⁿ\) +error of s$/m);
    expect(stdout).toMatch(/^s\(∞\) +0\.36964\d+ ± \d\S* +relative entropy/m);
  });
});

describe('rgflow calc refuses with exit code 2 and one line', () => {
  test.each([
    ['ising-1d', "required option '--coupling <K>' not specified"],
    ['ising-1d --coupling strong', "expected a number, not 'strong'"],
    ['ising-1d --coupling 1 --steps 1.5', "expected a whole number, not '1.5'"],
    ['hfm --units 0x10', "expected a whole number, not '0x10'"],
    ['ising-1d --coupling 0b1', "expected a number, not '0b1'"],
    ['exponential-family --family ising-chain --coupling 1 --steps 1000000000', 'from 0 to 1000'],
    ['exponential-family --family poisson --rate 1 --steps 1024', '--steps is 1024'],
    ['ising-2d --coupling -1 --scheme exact', 'K is -1'],
    ['ising-2d --coupling 1 --scheme exact --steps 3', 'steps is 3; the exact flow is known for 0, 1 and 2 steps'],
    ['ising-2d --coupling 1 --scheme exact --alpha 1.5', '--alpha is of --scheme truncated; here the scheme is exact'],
    ['ising-2d --coupling 1 --scheme enumeration --size 6', 'size is 6; give 2 or 4'],
    ['mean-field --sigma-w2 0 --sigma-b2 0.05', '--sigma-w2 is 0; expected more than 0'],
    ['mean-field --sigma-w2 -1 --sigma-b2 0.05', '--sigma-w2 is -1; expected more than 0'],
    ['mean-field --sigma-w2 NaN --sigma-b2 0.05', "expected a number, not 'NaN'"],
    ['mean-field --sigma-w2 1 --sigma-b2 0.05 --depth 4', '--depth is given without --input-second-moment'],
    ['mean-field --activation relu --sigma-w2 2 --sigma-b2 0.05', 'it has a fixed point for sigma_w^2 < 2 only'],
    ['critical-line --activation linear --sigma-b2 0.1', 'only sigma_w^2 = 1, sigma_b^2 = 0 is critical'],
    ['critical-line --activation softplus --sigma-b2 0.1', 'Allowed choices are tanh, erf, relu, sigmoid, linear'],
    ['block-rule --coupling 0.4 --block 2', '--block of --lattice ring; the torus is 4 × 4 spins'],
    ['block-rule --coupling 0.4 --rule median', 'Allowed choices are decimation, majority, majority-up, best'],
    ['ising-3d --coupling 1', "unknown command 'ising-3d'"],
  ])('%s', async (line, message) => {
    const { code, stdout, stderr } = await ask(line);
    expect(stderr).toContain(message);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });
});

interface Flow {
  readonly steps: readonly Step[];
  readonly asymptote: number;
  readonly freeEnergyPerSite: number;
}

interface Step {
  readonly constant: number;
  readonly relativeEntropy: number;
  readonly error?: number;
}

interface Network {
  readonly phase: string;
  readonly qStar: number;
  readonly klPerUnit: readonly number[];
}

interface Torus {
  readonly logPartition: number;
  readonly energyPerBond: number;
  readonly entropy: number;
  readonly steps: readonly Step[];
}
