import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Calculation } from './calculators/calculation.js';
import type { ExitCode } from './exit-code.js';

/** `rgflow calc <calculator>`: one question to the formulas, without a store. */
export function addCalcCommand(program: Command, ended: (code: ExitCode) => void): void {
  const answer = async (calculation: Calculation, options: { readonly json?: boolean }): Promise<void> => {
    const { calc } = await import('./commands/calc.js');
    ended(calc(calculation, options));
  };
  const group = program
    .command('calc')
    .summary('calculate one thing from the formulas')
    .description('Calculates one thing from the formulas, without a store. With --json in full double precision.')
    .addHelpText('after', example('rgflow calc ising-2d --coupling 0.44 --scheme exact'));

  group
    .command('ising-1d')
    .summary('the Ising chain under decimation')
    .description('Relative entropy of the Ising chain along its decimation, exactly, N → ∞.')
    .addOption(coupling())
    .addOption(number('--field <h>', 'field h').default(0))
    .addOption(wholeNumber('--steps <n>', 'decimation steps').default(10))
    .addOption(json())
    .addHelpText('after', example('rgflow calc ising-1d --coupling 1 --field 0.1 --steps 3'))
    .action(async (options) => {
      const { isingChain } = await import('./calculators/ising-1d.js');
      await answer(isingChain(options), options);
    });

  group
    .command('ising-2d')
    .summary('the square lattice under decimation: as published, exactly, or a small torus')
    .description(
      'Relative entropy of the square lattice along checkerboard decimation. truncated: the published flow of one coupling. ' +
        'exact: steps 0, 1, 2 and the asymptote of the infinite lattice. enumeration: a small torus.',
    )
    .addOption(coupling())
    .addOption(
      new Option('--scheme <scheme>', 'how').choices(['truncated', 'exact', 'enumeration']).makeOptionMandatory(),
    )
    .addOption(wholeNumber('--steps <n>', 'decimation steps (default: truncated 12, exact 2)'))
    .addOption(number('--alpha <a>', 'of the truncated flow (default: α* = 1.6045, which has the exact K_c)'))
    .addOption(wholeNumber('--size <L>', 'of the torus (default: 4)'))
    .addOption(json())
    .addHelpText('after', example('rgflow calc ising-2d --coupling 0.4 --scheme enumeration --size 4 --json'))
    .action(async (options) => {
      const { isingSquare } = await import('./calculators/ising-2d.js');
      await answer(isingSquare(options), options);
    });

  group
    .command('mean-field')
    .summary('fixed points and lengths of wide random tanh networks')
    .description(
      'Fixed points and correlation lengths of a wide random tanh network, and the KL curve that it predicts.',
    )
    .addOption(number('--sigma-w2 <x>', 'weight variance σ_w²').makeOptionMandatory())
    .addOption(number('--sigma-b2 <y>', 'bias variance σ_b²').makeOptionMandatory())
    .addOption(number('--input-second-moment <X>', 'mean square of the input, for the KL curve'))
    .addOption(wholeNumber('--depth <L>', 'last layer of the KL curve'))
    .addOption(json())
    .addHelpText('after', example('rgflow calc mean-field --sigma-w2 1.5 --sigma-b2 0.05'))
    .action(async (options) => {
      const { meanFieldNumbers } = await import('./calculators/mean-field.js');
      await answer(meanFieldNumbers(options), options);
    });

  group
    .command('critical-line')
    .summary('where random tanh networks turn from order to chaos')
    .description('The weight variance at which a wide random tanh network of a bias variance is critical.')
    .addOption(number('--sigma-b2 <y>', 'bias variance σ_b²').makeOptionMandatory())
    .addOption(json())
    .addHelpText('after', example('rgflow calc critical-line --sigma-b2 0.05'))
    .action(async (options) => {
      const { criticalLine } = await import('./calculators/critical-line.js');
      await answer(criticalLine(options), options);
    });

  for (const calculator of group.commands) calculator.option('--debug', 'print the stack of an error');
}

function coupling(): Option {
  return number('--coupling <K>', 'coupling K = βJ').makeOptionMandatory();
}

function json(): Option {
  return new Option('--json', 'print JSON, in full double precision');
}

function number(flags: string, description: string): Option {
  return new Option(flags, description).argParser((text) => {
    const value = text.trim() === '' ? Number.NaN : Number(text);
    if (Number.isFinite(value)) return value;
    throw new InvalidArgumentError(`expected a number, not '${text}'.`);
  });
}

function wholeNumber(flags: string, description: string): Option {
  return new Option(flags, description).argParser((text) => {
    const value = Number(text);
    if (text.trim() !== '' && Number.isSafeInteger(value) && value >= 0) return value;
    throw new InvalidArgumentError(`expected a whole number, not '${text}'.`);
  });
}

function example(line: string): string {
  return `\nExample:\n  $ ${line}`;
}
