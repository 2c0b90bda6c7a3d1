import { expect, it } from 'vitest';
import { askSummary, ofSeeds, type Row, table } from './written-tables.js';

/** The closing table of the study of deep belief networks, asked of rows whose answers are known. */
const noises = [-0.001, 0, 0.001];

function head(breadth: string, layer: number, excess: number, more: Row = {}): Row {
  return {
    breadth,
    convention: 'A',
    code: 'sampled',
    snapshot: 'final',
    layer,
    entropy: 3,
    occupied: 100,
    multi_information: excess,
    place: 0.5,
    corrected: excess + 0.05,
    null_divergence: 0.05,
    shuffled_divergence: 0.2,
    relabelled_divergence: 0.9,
    reason: null,
    ...more,
  };
}

const rungs = table('breadth_rung', [
  { breadth: 'few', ladder: 'digits-first', classes: 2 },
  { breadth: 'many', ladder: 'digits-first', classes: 20 },
]);

const heads = (breadth: string, shallow: number, deep: number, more: Row = {}) =>
  ofSeeds(noises, (noise) => head(breadth, 0, shallow + noise, more)).concat(
    ofSeeds(noises, (noise) => head(breadth, 2, deep - noise, more)),
  );

it('tells of a rung whether its divergence rises with depth and with breadth', async () => {
  const rows = [...heads('few', 0.5, 0.7), ...heads('many', 0.6, 1.0)];
  const [few, many, all] = await askSummary('abstraction-dbn', [rungs, table('hfm_divergence', rows)]);
  expect(few).toMatchObject({ shown: 'few', deep: '0.700 ± 0.001 higher', change: '0.200 ± 0.001 higher' });
  expect(few).toMatchObject({ shuffled: '0.550 ± 0.001 higher', broader: null, together: null, other_order: null });
  expect(many).toMatchObject({ shown: 'many', narrower: 'few' });
  expect(many!.broader).toMatch(/^0\.300 ± 0\.000/);
  expect(all!.correlation).toMatch(/^1\.000 ± /);
});

it('lays sets learnt in turn beside the same learnt together, and one order beside the other', async () => {
  const rows = [...heads('few', 0.5, 0.7, { learnt: null }), ...heads('many', 0.6, 1.0, { learnt: null })];
  const inTurn = (learnt: string, noisy: number) =>
    ofSeeds(noises, (noise) => head('many', 2, noisy + noise, { learnt }));
  const tables = [rungs, table('hfm_divergence', [...rows, ...inTurn('a, then b', 1.2), ...inTurn('b, then a', 1.1)])];
  const answer = await askSummary('abstraction-dbn', tables);
  expect(answer.map(({ shown }) => shown)).toEqual(['few', 'many', 'a, then b', 'b, then a', 'all']);
  const [few, many, first, second, all] = answer;
  expect(few).toMatchObject({ together: null, other_order: null });
  expect(many).toMatchObject({ narrower: 'few', together: null, other_order: null });
  expect(first).toMatchObject({ together: '0.200 ± 0.001 higher', other_order: null, broader: null, trained: null });
  expect(second).toMatchObject({ together: '0.100 ± 0.001 higher' });
  expect(second!.other_order).toMatch(/^-0\.100 ± 0\.000/);
  expect(all!.correlation).toMatch(/^1\.000 ± /);
});
