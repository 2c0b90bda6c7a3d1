import {
  type ExponentialFamily,
  gaussianChain,
  gaussianChainFlow,
  isingChain,
  isingChainFlow,
  maximumLikelihoodErrors,
  NUMBER_FAMILIES,
  numberShape,
} from '@rgflow/expfam';
import { powerOfTwo } from '@rgflow/numerics';
import { type CalculatedValue, type Calculation, CalculatorError } from '../calculator.js';

interface FamilyQuestion {
  readonly family: keyof typeof NUMBER_FAMILIES | 'ising-chain' | 'gaussian-chain';
  readonly sites: number;
  readonly boundary: 'periodic' | 'open';
  readonly steps: number;
}

/** As of other flows; a block of 2^1024 numbers would be no double any more. */
const MOST_STEPS = 1000;

/** Parameters that are 0 if they are not given. */
const OPTIONAL = ['field'];

/** A distribution of an exponential family: natural parameters, log-partition, Fisher information, and its flow. */
export function answer(question: FamilyQuestion & Readonly<Record<string, unknown>>): Calculation {
  const { family: name, steps } = question;
  if (steps > MOST_STEPS) {
    throw new CalculatorError(
      `calc exponential-family: --steps is ${steps}; give a whole number of steps from 0 to ${MOST_STEPS}.`,
    );
  }
  const family = familyOf(question);
  const given = parametersOf(family, question);
  const natural = family.naturalOf(given);
  const logPartition = family.logPartition(natural);
  const means = family.meanStatistics(natural);
  const information = family.fisherInformation(natural);
  const errors = maximumLikelihoodErrors(family, natural);
  const flow = flowOf(question, given);
  const row = (i: number) => information[i]!.map((x) => String(Number(x.toPrecision(12)))).join(', ');
  const values: readonly CalculatedValue[] = [
    { symbol: 'A', value: logPartition, meaning: 'log-partition, nats' },
    ...family.statistics.map((statistic, i) => {
      return { symbol: `θ of ${statistic}`, value: natural[i]!, meaning: `natural parameter of ${statistic}` };
    }),
    ...family.statistics.map((statistic, i) => {
      return { symbol: `⟨${statistic}⟩`, value: means[i]!, meaning: `mean of ${statistic}` };
    }),
    ...family.statistics.map((statistic, i) => {
      return { symbol: `I(${statistic}, ·)`, value: row(i), meaning: 'Fisher information of one sample' };
    }),
    ...errorValues(family, errors),
    { symbol: 'fixed points', value: flow.fixedPoints, meaning: '' },
  ];
  return {
    json: {
      family: name,
      parameters: Object.fromEntries(family.parameters.map((parameter, i) => [parameter, given[i]!])),
      statistics: family.statistics,
      natural,
      logPartition,
      meanStatistics: means,
      fisherInformation: information,
      standardErrors: errors,
      ...(steps === 0 ? {} : { steps: flow.steps }),
      fixedPoints: flow.fixedPoints,
    },
    ...(steps === 0 ? {} : { table: tableOf(flow.steps) }),
    values,
  };
}

function errorValues(family: ExponentialFamily<never>, errors: readonly number[] | null): readonly CalculatedValue[] {
  if (errors === null) {
    return [
      { symbol: '√n Δ', value: 'none', meaning: 'samples do not determine all parameters, however many they are' },
    ];
  }
  return family.parameters.map((parameter, i) => {
    const meaning = 'standard error of maximum likelihood from n samples, times √n';
    return { symbol: `√n Δ ${parameter}`, value: errors[i]!, meaning };
  });
}

function familyOf({ family, sites, boundary }: FamilyQuestion): ExponentialFamily<never> {
  switch (family) {
    case 'ising-chain':
      return isingChain(sites, boundary);
    case 'gaussian-chain':
      return gaussianChain(sites, boundary);
    default:
      return NUMBER_FAMILIES[family];
  }
}

/** What was given of the parameters of all families must be those of this one. */
function parametersOf(
  family: ExponentialFamily<never>,
  question: Readonly<Record<string, unknown>>,
): readonly number[] {
  const wanted = family.parameters.map((parameter) => `--${parameter}`).join(' and ');
  const foreign = PARAMETERS.find((name) => question[name] !== undefined && !family.parameters.includes(name));
  if (foreign !== undefined) {
    throw new CalculatorError(
      `calc exponential-family: --${foreign} is no parameter of ${family.name}; it takes ${wanted}.`,
    );
  }
  return family.parameters.map((parameter) => {
    const value = question[parameter] ?? (OPTIONAL.includes(parameter) ? 0 : undefined);
    if (typeof value !== 'number') {
      throw new CalculatorError(`calc exponential-family: --${parameter} is missing; ${family.name} takes ${wanted}.`);
    }
    return value;
  });
}

const PARAMETERS = ['mean', 'variance', 'rate', 'shape', 'scale', 'probability', 'precision', 'coupling', 'field'];

type Steps = readonly Readonly<Record<string, number>>[];

/** The chain with every other site summed out, again and again; or (x₁ + ... + x_b)/√b for b = 1, 2, 4, ... */
function flowOf(
  { family, steps }: FamilyQuestion,
  parameters: readonly number[],
): { steps: Steps; fixedPoints: string } {
  const [first, second] = parameters as [number, number];
  switch (family) {
    case 'ising-chain':
      return {
        steps: isingChainFlow({ coupling: first, field: second }, steps).map((at, step) => ({ step, ...at })),
        fixedPoints: 'K = 0 (stable), K = ∞',
      };
    case 'gaussian-chain':
      return {
        steps: gaussianChainFlow({ precision: first, coupling: second }, steps).map((at, step) => {
          return { step, ...at, ratio: at.coupling / at.precision };
        }),
        fixedPoints: 'c/a = 0 (stable), 1/2',
      };
    default: {
      const { skewness, excessKurtosis } = numberShape(family, parameters);
      return {
        steps: Array.from({ length: steps + 1 }, (_, step) => {
          const block = powerOfTwo(step);
          return { step, block, skewness: skewness / Math.sqrt(block), excessKurtosis: excessKurtosis / block };
        }),
        fixedPoints: 'normal laws: skewness 0, excess kurtosis 0 (stable)',
      };
    }
  }
}

function tableOf(steps: Steps): NonNullable<Calculation['table']> {
  const names = Object.keys(steps[0]!);
  return {
    headers: names.map((name) => HEADERS[name] ?? name),
    rows: steps.map((step) => names.map((name) => step[name]!)),
  };
}

const HEADERS: Readonly<Record<string, string>> = {
  step: 'n',
  excessKurtosis: 'excess kurtosis',
  ratio: 'c/a',
  block: 'b',
};
