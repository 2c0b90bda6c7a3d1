import { holm, studentP, welchTest } from '@rgflow/numerics/significance';
import { describe, expect, it } from 'vitest';
import { temporaryStore } from './temporary-store.js';

describe('tests of significance in SQL', () => {
  const first = { value: 0.894, standardError: 0.0021, samples: 3 };
  const second = { value: 0.86, standardError: 0.013, samples: 5 };

  it('are those of @rgflow/numerics, for numbers of any type', async () => {
    const store = await temporaryStore();
    const { rows } = await store.query(
      'select student_p(2.5, 4), student_p(-2.5, 4::bigint), welch_p(0.894, 0.0021::double, 3::bigint, 0.86, 0.013, 5::integer)',
    );
    expect(rows).toEqual([[studentP(2.5, 4), studentP(2.5, 4), welchTest(first, second).p]]);
  });

  it('are NULL where nothing can be said', async () => {
    const store = await temporaryStore();
    const { rows } = await store.query(`
      select student_p(1, 0), student_p(null, 3), welch_p(1, 0.1, 1, 2, 0.1, 5), welch_p(1, null, 5, 2, 0.1, 5), welch_p(1, 0, 5, 2, 0, 5),
             holm_p(null, [0.1]), holm_p(0.1, null), holm_p(0.1, [0.2, null])`);
    expect(rows).toEqual([Array(8).fill(null)]);
  });

  it('correct each p of a family, each family by itself, for as many as could be tested', async () => {
    const store = await temporaryStore();
    const { rows } = await store.query(`
      select family, p, holm_p(p, list(p) over (partition by family)) as corrected
      from (values (1, 0.04), (1, 0.01), (1, 0.03), (1, null), (2, 0.01), (2, 0.01)) as tests (family, p) order by all nulls last`);
    const [a, b, c] = holm([0.01, 0.03, 0.04]);
    expect(rows).toEqual([
      [1, 0.01, a],
      [1, 0.03, b],
      [1, 0.04, c],
      [1, null, null],
      [2, 0.01, 0.02],
      [2, 0.01, 0.02],
    ]);
  });

  it('take more rows than DuckDB hands over at once', async () => {
    const store = await temporaryStore();
    const { rows } = await store.query('select count(*), max(student_p(range, 3)) from range(5000)');
    expect(rows).toEqual([[5000, 1]]);
  });
});
