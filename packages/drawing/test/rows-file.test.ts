import { expect, test } from 'vitest';
import { formatRows, parseRows } from '../src/rows-file.js';

const rows = {
  study: 'mean-field',
  figure: 'lengths',
  answers: {
    lengths: [
      { phase: 'ordered', xi: 1 / 3, seed: 1_234_567, converged: true },
      { phase: 'critical', xi: Number.POSITIVE_INFINITY, seed: 0, converged: null },
    ],
    none: [],
  },
};

test('rows are kept a row a line with six digits, and read back', () => {
  const text = formatRows(rows);
  expect(text.split('\n')).toContain('["ordered",0.333333,1234567,true],');
  const [first, second] = rows.answers.lengths;
  expect(parseRows(text)).toEqual({
    ...rows,
    answers: { lengths: [{ ...first!, xi: 0.333333 }, second!], none: [] },
  });
});

test('what was read back is written as it was', () => {
  const text = formatRows(rows);
  expect(formatRows(parseRows(text))).toBe(text);
});
