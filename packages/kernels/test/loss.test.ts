import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createKernels } from '../src/index.js';
import { borrowing, placed } from './backends.js';

interface LossCase {
  readonly name: string;
  readonly logits: readonly (readonly number[])[];
  readonly labels: readonly number[];
  readonly loss: number;
  readonly gradient: readonly (readonly number[])[];
}

const kernels = createKernels({ arenaBytes: 2 ** 23, blas: 'none' });
const cases: LossCase[] = JSON.parse(readFileSync(new URL('./expected/loss.json', import.meta.url), 'utf8'));

// The logarithm's own bound, the exponentials being better; and the half ulp of 1 + what is small beside it.
const LOSS_TOLERANCE = 5e-13;
const LOSS_FLOOR = 2e-16;

function evaluate(logits: readonly (readonly number[])[], labels: readonly number[]) {
  return borrowing(kernels, () => {
    const [rows, classes] = [logits.length, logits[0]!.length];
    const x = placed(kernels, logits.flat());
    const y = kernels.uint8(rows);
    y.set(labels);
    const gradient = kernels.float32(rows * classes);
    const loss = kernels.softmaxCrossEntropy(rows, classes, x, y, gradient);
    expect(kernels.softmaxCrossEntropy(rows, classes, x, y)).toEqual(loss);
    return { loss, gradient: [...gradient], correct: kernels.countCorrect(rows, classes, x, y) };
  });
}

describe('known values', () => {
  test.each(cases.map((known) => [known.name, known] as const))('softmax cross-entropy of %s', (_, known) => {
    const { loss, gradient } = evaluate(known.logits, known.labels);
    expect(Math.abs(loss - known.loss)).toBeLessThanOrEqual(LOSS_TOLERANCE * known.loss + LOSS_FLOOR);
    known.gradient.flat().forEach((value, i) => {
      expect(Math.abs(gradient[i]! - value)).toBeLessThanOrEqual(2 ** -24 * Math.abs(value) + 2 ** -149 + 1e-16);
    });
  });

  test('ten equal logits cost ln 10', () => {
    expect(evaluate([new Array(10).fill(0.3)], [4]).loss).toBeCloseTo(Math.LN10, 12);
  });
});

describe('identities', () => {
  test('the gradient of a row sums to 0', () => {
    const { gradient } = evaluate(cases[3]!.logits, cases[3]!.labels);
    for (let row = 0; row < 7; row++) {
      expect(Math.abs(gradient.slice(10 * row, 10 * row + 10).reduce((sum, value) => sum + value, 0))).toBeLessThan(
        1e-7,
      );
    }
  });

  test('an impossible label costs infinity, NaN and an infinite logit cost NaN', () => {
    expect(evaluate([[0, -Infinity]], [1]).loss).toBe(Infinity);
    expect(
      evaluate(
        [
          [0, Number.NaN, 1],
          [0, 1, 2],
        ],
        [0, 1],
      ).loss,
    ).toBeNaN();
    expect(evaluate([[0, Infinity]], [0]).loss).toBeNaN();
  });
});

describe('counting', () => {
  test.each([
    { logits: [[1, 2, 3]], labels: [2], correct: 1, what: 'the largest logit is correct' },
    { logits: [[1, 2, 3]], labels: [1], correct: 0, what: 'another is not' },
    { logits: [[3, 3, 1]], labels: [0], correct: 1, what: 'of equal logits the first counts' },
    { logits: [[3, 3, 1]], labels: [1], correct: 0, what: 'of equal logits the second does not' },
    { logits: [[1, Number.NaN, 0]], labels: [0], correct: 0, what: 'a row with NaN is not correct' },
    { logits: [[Number.NaN]], labels: [0], correct: 0, what: 'a row of NaN alone is not correct' },
    { logits: [[-Infinity, -3e38]], labels: [1], correct: 1, what: 'minus infinity is smallest' },
    {
      logits: [
        [0, 1],
        [1, 0],
        [0, 1],
      ],
      labels: [1, 0, 0],
      correct: 2,
      what: 'rows add up',
    },
  ])('$what', ({ logits, labels, correct }) => {
    expect(evaluate(logits, labels).correct).toBe(correct);
  });
});

describe('failures', () => {
  test('a label that is no class names its row', () => {
    expect(() =>
      evaluate(
        [
          [0, 1],
          [0, 1],
        ],
        [1, 2],
      ),
    ).toThrow('the label of row 1 is 2; expected 0 to 1.');
  });

  test('a mean over no rows is refused', () => {
    expect(() => kernels.softmaxCrossEntropy(0, 10, kernels.float32(0), kernels.uint8(0))).toThrow(
      'softmaxCrossEntropy: 0 rows of 10 classes; expected at least one of each.',
    );
  });
});
