import { logisticCrossing } from '@rgflow/numerics/logistic-crossing';
import { describe, expect, it } from 'vitest';
import { temporaryStore } from './temporary-store.js';

describe('the crossing of what comes out above a level less and less, in SQL', () => {
  const depths = [10, 20, 20, 30, 40];
  const accuracies = [0.9, 0.2, 0.85, 0.6, 0.1];
  const values = `(values (1, 40, 0.1), (1, 20, 0.2), (1, 10, 0.9), (1, 20, 0.85), (1, 30, 0.6), (1, 60, null), (2, 10, 0.9)) as t (line, depth, accuracy)`;

  it('is that of @rgflow/numerics, line by line, without rows that have no value', async () => {
    const store = await temporaryStore();
    const { rows } = await store.query(
      `select line, unnest(logistic_crossing(depth, accuracy, 0.5)) from ${values} group by line order by line`,
    );
    const { crossing, lower, upper, width } = logisticCrossing(depths, accuracies, 0.5);
    expect(crossing).not.toBeNull();
    expect(rows).toEqual([
      [1, crossing, lower, upper, width, 5, 3, null],
      [2, null, null, null, null, 1, 1, '1 value is too few'],
    ]);
  });

  it('is NULL, with the reason, where there is nothing to cross', async () => {
    const store = await temporaryStore();
    const { rows } = await store.query(
      `select (logistic_crossing(depth, accuracy, null)).reason, (logistic_crossing(depth, accuracy, 2)).reason,
         (select (logistic_crossing(depth, accuracy, 2)).reason from ${values} where false) from ${values}`,
    );
    expect(rows).toEqual([['there is no level', 'all values from 10 to 40 are below 2', 'there is no level']]);
  });

  it('stays where it is with one row far from the others', async () => {
    const store = await temporaryStore();
    const six = '(10, 0.9), (20, 0.9), (30, 0.1), (40, 0.9), (50, 0.1), (60, 0.1)';
    const { rows } = await store.query(
      `select unnest(logistic_crossing(x, y, 0.5)) from (values ${six}, (1e9, 0.1)) as t (x, y)`,
    );
    const [crossing, , , , points, above, reason] = rows[0]!;
    expect(crossing).toBeCloseTo(35, 9);
    expect([points, above, reason]).toEqual([7, 3, null]);
  });
});
