import { toObjects } from '@rgflow/store';
import { studies } from '@rgflow/studies';
import { expect, it } from 'vitest';
import { askFigure, askSql, askSummary, ofSeeds, type Row, table } from './written-tables.js';

/** The claims and tables of learned rules, asked of rows whose answers are known. */
const scatters = [-0.001, 0, 0.001];
const told = (rule: string, side: number, information: number, range: number, lattice = 'square') =>
  ofSeeds(scatters, (scatter): Row => {
    const shift = rule === 'learned' ? 2 * scatter : scatter;
    return { coupling: 0.4, lattice, side, rule, information: information + shift, range: range + shift };
  });

const tables = [
  table('block_rule', [
    ...told('decimation', 2, 0.1, 1.3),
    ...told('majority', 2, 0.2, 1.2),
    ...told('majority, ties up', 2, 0.21, 1.15),
    ...told('learned', 2, 0.22, 1.15),
    ...told('decimation', 3, 0.1, 1.3),
    ...told('majority', 3, 0.3, 1.2),
    ...told('learned', 3, 0.31, 1.25),
    ...told('learned', 2, 0.5, 1, 'torus of 4 × 4').map((row) => ({ ...row, range: null })),
    ...told('optimum', 2, 0.52, 1, 'torus of 4 × 4').map((row) => ({ ...row, range: null })),
  ]),
];

it('claims take the better majority, chain by chain', async () => {
  const claims = await studies.find(({ name }) => name === 'learned-rules')!.claims!("'s'");
  const rows = toObjects(await askSql(tables, claims));
  const of = (family: string) =>
    rows.filter((row) => row.family === family).sort((p, q) => Number(p.side) - Number(q.side));
  expect(of('learned against majority')).toMatchObject([
    { side: 2, difference: expect.closeTo(0.01, 12), verdict: 'higher' },
    { side: 3, difference: expect.closeTo(0.01, 12), verdict: 'higher' },
  ]);
  expect(of('majority against decimation').map(({ difference }) => difference)).toEqual([
    expect.closeTo(0.11, 12),
    expect.closeTo(0.2, 12),
  ]);
  expect(of('range, learned against majority')).toMatchObject([
    { difference: expect.closeTo(0, 12), verdict: 'undecided' },
    { difference: expect.closeTo(0.05, 12), verdict: 'higher' },
  ]);
  expect(of('range, majority against decimation').map(({ difference }) => difference)).toEqual([
    expect.closeTo(-0.15, 12),
    expect.closeTo(-0.1, 12),
  ]);
});

it('the closing table has one line for each rule', async () => {
  const rows = await askSummary('learned-rules', tables);
  expect(rows.map(({ lattice, side, rule }) => `${lattice} ${side} ${rule}`)).toEqual([
    ...['torus of 4 × 4 2 learned', 'torus of 4 × 4 2 optimum', 'square 2 decimation', 'square 2 majority'],
    ...[
      'square 2 majority, ties up',
      'square 2 learned',
      'square 3 decimation',
      'square 3 majority',
      'square 3 learned',
    ],
  ]);
});

it('the figure has what rules of the small torus miss of the best', async () => {
  const rows = await askFigure('learned-rules', 'torus', tables);
  expect(rows).toMatchObject([{ coupling: 0.4, rule: 'learned', missing: expect.closeTo(0.02, 12) }]);
});
