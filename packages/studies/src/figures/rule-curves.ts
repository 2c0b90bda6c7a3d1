import type { SqlRow } from '../figure.js';
import type { Series } from './line-panel.js';
import { numberOf } from './rows.js';

/** How the curve of a rule looks; it is named by the rule unless it has a label. */
export interface RuleLook {
  readonly rule: string;
  readonly colour: string;
  readonly label?: string;
}

/** A column of `block_rule_information` against the coupling, one curve for each rule, and dots for the best of all rules. */
export function ruleCurves(rows: readonly SqlRow[], column: string, looks: readonly RuleLook[]): readonly Series[] {
  const points = (rule: string) =>
    rows.filter((row) => row.rule === rule).map((row) => ({ x: numberOf(row, 'coupling'), y: numberOf(row, column) }));
  const optimum = points('optimum');
  const every = Math.ceil(optimum.length / 25);
  return [
    ...looks.map(({ rule, colour, label = rule }): Series => ({ points: points(rule), colour, label })),
    { points: optimum.filter((_, i) => i % every === 0), colour: '#1f5fa8', line: 'none', dots: 2.4 },
  ];
}
