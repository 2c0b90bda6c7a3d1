import type { Figure, SqlRow } from '@rgflow/drawing';
import { largestOf, linePanel, numberOf, requireRows, svgDocument } from '@rgflow/drawing';
import { CRITICAL_COUPLING } from '@rgflow/ising';

/** Monte Carlo against the exact results, in standard errors. */
export const figure: Figure = {
  title: 'Monte Carlo on the square lattice against the exact results',
  caption:
    'Wolff’s cluster algorithm on a periodic lattice less the exact value, in standard errors corrected for autocorrelation. Left: ' +
    'the energy, against Kaufman’s solution of the same finite lattice. Right: the first-step relative entropy, against the ' +
    'infinite lattice: where the correlation length comes near the size, the difference is the finite size.',

  queries: (study) => ({
    simulation: `
      select coupling, size, sweeps, (energy_per_bond - energy_per_bond_exact) / energy_per_bond_se as energy_deviation,
             (first_step - first_step_infinite) / first_step_se as first_step_deviation, energy_per_bond_se, first_step_se
      from ising_simulation where study = ${study} order by all`,
  }),

  draw({ simulation = [] }) {
    requireRows(simulation, 'ising-criticality');
    const { size, sweeps } = simulation[0]!;
    const farthest = (column: string) => largestOf(simulation.map((row: SqlRow) => Math.abs(numberOf(row, column))));
    // Both panels to one scale, with every error bar in whole.
    const reach = Math.max(5, 1 + farthest('energy_deviation'), 1 + farthest('first_step_deviation'));
    const frame = {
      y: 0,
      width: 370,
      height: 300,
      xLabel: 'coupling K',
      yLabel: 'standard errors',
      yDomain: [-reach, reach],
    } as const;
    const rules = [{ x: CRITICAL_COUPLING, label: 'K_c' }, { y: 4 }, { y: -4 }];
    const bars = (column: string) => [
      {
        points: simulation.map((row: SqlRow) => ({ x: numberOf(row, 'coupling'), y: numberOf(row, column), error: 1 })),
        colour: '#1f5fa8',
        line: 'none' as const,
        dots: 2.4,
      },
    ];
    const meaning = 'one standard error of Monte Carlo, with its autocorrelation';
    return svgDocument({ width: 740, height: 300, title: this.title, description: this.caption, bars: meaning }, [
      linePanel({
        ...frame,
        x: 0,
        heading: `energy, ${size} × ${size}`,
        subheading: `${sweeps} sweeps; exact: same lattice`,
        rules,
        series: bars('energy_deviation'),
      }),
      linePanel({
        ...frame,
        x: 370,
        heading: 's^{(1)}',
        subheading: 'exact: infinite lattice',
        rules,
        series: bars('first_step_deviation'),
      }),
    ]);
  },
};
