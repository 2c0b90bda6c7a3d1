import type { Figure } from '@rgflow/drawing';
import { distinct, linePanel, numberOf, requireRows, sequentialColours, svgDocument } from '@rgflow/drawing';
import { CRITICAL_COUPLING } from '@rgflow/ising';

/** Fowler's mutual information of the infinite square lattice along exact decimation, against the coupling. */
export const figure: Figure = {
  title: 'Multi-information of the square lattice along decimation',
  caption:
    'Multi-information (joint against product distribution) of the retained spins of the infinite square lattice after 0, 1 and 2 ' +
    'exact decimations, per retained spin. Left: both signs of the magnetisation as likely. Right: in the state of one sign, where ' +
    'each spin alone tells its mean. All curves have a vertical tangent at K_c.',

  queries: (study) => ({
    information: `
      select coupling, scheme, step, multi_information / ln(2) as bits
      from ising_information
      where study = ${study} and dimension = 2 and scheme in ('exact', 'exact, broken symmetry')
      order by all`,
  }),

  draw({ information = [] }) {
    requireRows(information, 'ising-2d');
    const steps = distinct(information.map((row) => numberOf(row, 'step')));
    const colours = sequentialColours(steps.length);
    const frame = {
      y: 0,
      width: 370,
      height: 330,
      xLabel: 'coupling K',
      yLabel: 'bits per retained spin',
      labelHeader: 'step',
      rules: [{ x: CRITICAL_COUPLING, label: 'K_c' }],
    };
    const curves = (scheme: string) =>
      steps.map((step, i) => ({
        points: information
          .filter((row) => row.scheme === scheme && row.step === step)
          .map((row) => ({ x: numberOf(row, 'coupling'), y: numberOf(row, 'bits') })),
        colour: colours[i]!,
        label: String(step),
      }));
    return svgDocument({ width: 740, height: 330, title: this.title, description: this.caption }, [
      linePanel({ ...frame, x: 0, heading: 'both signs', series: curves('exact') }),
      linePanel({ ...frame, x: 370, heading: 'one sign', series: curves('exact, broken symmetry') }),
    ]);
  },
};
