import type { SqlRow } from '@rgflow/drawing';
import { type LinePanel, linePanel, numberOf, type Series } from '@rgflow/drawing';

/** How the curve of a rule looks; it is named by the rule unless it has a label. */
interface RuleLook {
  readonly rule: string;
  readonly colour: string;
  readonly label?: string;
}

/**
 * A column of `block_rule_information` against the coupling, one curve for each rule, and dots for the best of all rules.
 */
function ruleCurves(rows: readonly SqlRow[], column: string, looks: readonly RuleLook[]): readonly Series[] {
  const points = (rule: string) =>
    rows.filter((row) => row.rule === rule).map((row) => ({ x: numberOf(row, 'coupling'), y: numberOf(row, column) }));
  const optimum = points('optimum');
  const every = Math.ceil(optimum.length / 25);
  return [
    ...looks.map(({ rule, colour, label = rule }): Series => ({ points: points(rule), colour, label })),
    { points: optimum.filter((_, i) => i % every === 0), colour: '#1f5fa8', line: 'none', dots: 2.4 },
  ];
}

/** What is drawn of a lattice: left what each rule tells, in bits; right the part of what the whole block tells. */
interface RulePanels {
  readonly rules: readonly RuleLook[];
  readonly buffer: string;
  /** Of another lattice, dashed in the same colours, and what it is. */
  readonly dashed?: { readonly rows: readonly SqlRow[]; readonly what: string };
  /** Of both panels, where they are not to follow the points. */
  readonly frame?: Partial<Pick<LinePanel, 'yDomain' | 'rules'>>;
}

/** The two panels of a figure 780 px wide and 340 high. */
export function rulePanels(
  information: readonly SqlRow[],
  { rules, buffer, dashed, frame = {} }: RulePanels,
): readonly string[] {
  const others = (column: string): readonly Series[] =>
    ruleCurves(dashed?.rows ?? [], column, rules).flatMap(({ label: _, ...series }) =>
      series.line === 'none' ? [] : [{ ...series, line: 'dashed', width: 1 }],
    );
  const both = { y: 0, height: 340, xLabel: 'coupling K', ...frame };
  return [
    linePanel({
      ...both,
      x: 0,
      width: 370,
      heading: 'told of the environment',
      subheading: `buffer of ${buffer}${dashed === undefined ? '' : `; dashed: ${dashed.what}`}`,
      yLabel: 'bits',
      series: [...others('bits'), ...ruleCurves(information, 'bits', rules).map(({ label: _, ...series }) => series)],
    }),
    linePanel({
      ...both,
      yDomain: frame.yDomain ?? [0, 1],
      x: 350,
      width: 400,
      heading: 'part of what the block tells',
      subheading: 'dots: best of all rules',
      yLabel: 'part',
      series: [...others('part'), ...ruleCurves(information, 'part', rules)],
    }),
  ];
}
