import { describe, expect, test } from 'vitest';
import { askFigure, askSummary, type Row, table } from './written-tables.js';

const STUDY = 'abstraction-autoencoder';

interface Coded {
  readonly breadth: string;
  readonly seed: number;
  readonly depth: number;
  readonly corrected: number;
  readonly status?: string;
  /** Why the divergence says nothing. */
  readonly reason?: string;
  readonly snapshot?: string;
}

/** Tables of autoencoders on two rungs, whose null is 0.1 and whose shuffled codes have 0.3. */
function tablesOf(codes: readonly Coded[]): readonly string[] {
  const cell = ({ breadth, seed, depth, snapshot = 'final' }: Coded): Row => ({
    breadth,
    seed,
    initial: 'glorot',
    pretraining: 'none',
    widths: `w${depth}`,
    units: 8,
    snapshot,
    code: 'thresholded',
  });
  return [
    table(
      'hfm_divergence',
      codes.map((each) => ({
        ...cell(each),
        layer: each.depth,
        convention: 'A',
        corrected: each.corrected,
        null_divergence: each.reason === undefined ? 0.1 : null,
        shuffled_divergence: 0.3,
        multi_information: 2 * each.corrected,
        reason: each.reason ?? null,
      })),
    ),
    table(
      'autoencoder_code',
      codes.map((each) => ({
        ...cell(each),
        status: each.status ?? 'ok',
        explained: 0.5 - each.corrected / 10,
        undecided_share: 0.9,
        reason: each.status === undefined ? null : 'the mean image',
      })),
    ),
    table('breadth_rung', [
      { breadth: 'few', ladder: 'digits-first', classes: 2 },
      { breadth: 'many', ladder: 'digits-first', classes: 10 },
    ]),
  ];
}

/** Three seeds, 1.0, 1.2 and 1.4 nats more the deeper; on the broader rung a nat more. */
const codes: readonly Coded[] = [0, 1, 2].flatMap((seed) =>
  [1, 2, 3].flatMap((depth) => {
    const corrected = 1 + 0.1 * seed + 0.2 * depth;
    return [
      { breadth: 'few', seed, depth, corrected },
      { breadth: 'many', seed, depth, corrected: corrected + 1 },
      { breadth: 'few', seed, depth, corrected: 0.5, snapshot: 'init' },
    ];
  }),
);
const changed = (change: Partial<Coded>) =>
  codes.map((each) =>
    each.breadth === 'few' && each.seed === 2 && each.depth === 3 && each.snapshot === undefined
      ? { ...each, ...change }
      : each,
  );
const rungOf = async (breadth: string, of: readonly Coded[]) =>
  (await askSummary(STUDY, tablesOf(of))).find((row) => row.breadth === breadth)!;

describe('the closing table of autoencoders', () => {
  test('takes the deepest above its null, the change by layer, and differences at all depths', async () => {
    expect(await rungOf('few', codes)).toMatchObject({
      collapsed: '0 of 9',
      no_verdict: '0 of 9',
      deep: '1.600 ± 0.058 higher',
      slope: expect.stringMatching(/^0\.200 ± /),
      shuffled: '1.200 ± 0.058 higher',
      broader: null,
      trained: '1.000 ± 0.058 higher',
    });
    expect(await rungOf('many', codes)).toMatchObject({
      narrower: 'few',
      broader: expect.stringMatching(/^1\.000 ± 0\.000/),
      trained: 'no verdict (0 of 3)',
    });
    expect((await rungOf('all', codes)).correlation).toMatch(/^1\.000 ± /);
    expect((await rungOf('all', codes)).explained).toMatch(/^-1\.000 ± /);
  });

  test('counts one that has collapsed and leaves it out of means, not another in its place', async () => {
    const of = changed({ corrected: 0, status: 'collapsed', reason: 'unit 0 never changed' });
    const row = await rungOf('few', of);
    expect(row).toMatchObject({
      collapsed: '1 of 9',
      no_verdict: '1 of 9',
      deep: expect.stringMatching(/^1\.550 ± 0\.050 \(2 of 3\)/),
    });
    expect(row.slope).toMatch(/^0\.200 ± /);
    // Depths 1 and 2 of all seeds are compared all the same.
    expect((await rungOf('many', of)).broader).toMatch(/^1\.000 ± 0\.000(?! \()/);
  });

  test('judges one at the mean image by what comes back, though its code may be judged', async () => {
    const row = await rungOf('few', changed({ status: 'collapsed' }));
    expect(row).toMatchObject({ collapsed: '1 of 9', no_verdict: '1 of 9' });
    expect(row.deep).toContain('(2 of 3)');
  });

  test('tells a code without a verdict from one that has collapsed', async () => {
    const row = await rungOf('few', changed({ reason: 'nearly uniform' }));
    expect(row).toMatchObject({ collapsed: '0 of 9', no_verdict: '1 of 9' });
    expect(row.deep).toContain('(2 of 3)');
  });
});

test('the figure marks each code without a verdict where it is, and has it in no mean', async () => {
  const of = tablesOf(changed({ corrected: 0, status: 'collapsed', reason: 'unit 0 never changed' }));
  expect(await askFigure(STUDY, 'marked', of)).toEqual([
    expect.objectContaining({ breadth: 'few', depth: 3, seed: 2, collapsed: true, corrected: 0 }),
  ]);
  const means = await askFigure(STUDY, 'means', of);
  expect(means.find(({ breadth, depth }) => breadth === 'few' && depth === 3)).toMatchObject({
    trained: expect.closeTo(1.65, 12),
    trained_seeds: '2 of 3',
    untrained: 0.5,
    shuffled: 0.3,
  });
});
