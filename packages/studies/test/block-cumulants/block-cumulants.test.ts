import type { SqlRow } from '@rgflow/drawing';
import { blockRuleInformation, boltzmannDistribution, chainAsymptote } from '@rgflow/ising';
import { describe, expect, test } from 'vitest';
import { figure as blockCouplings } from '../../src/block-cumulants/block-couplings.figure.js';
import { figure as blockCumulantsConvergence } from '../../src/block-cumulants/block-cumulants-convergence.figure.js';
import { blockInformationStage } from '../../src/block-cumulants/block-information.stage.js';
import { figure as blockRuleInformationFigure } from '../../src/block-cumulants/block-rule-information.figure.js';
import { chainCumulantsStage } from '../../src/block-cumulants/chain-cumulants.stage.js';
import { ringCumulantsStage } from '../../src/block-cumulants/ring-cumulants.stage.js';
import { figure as squareBlockInformation } from '../../src/block-cumulants/square-block-information.figure.js';
import { squareBlockInformationStage } from '../../src/block-cumulants/square-block-information.stage.js';
import { surroundedBlockInformationStage } from '../../src/block-cumulants/surrounded-block-information.stage.js';
import { triangularCumulantsStage } from '../../src/block-cumulants/triangular-cumulants.stage.js';
import { triangularFixedPointsStage } from '../../src/block-cumulants/triangular-fixed-points.stage.js';
import { runStage } from '../stage-chain.js';

type Rows = readonly SqlRow[];

const run = async (stage: Parameters<typeof runStage>[0], params: Readonly<Record<string, unknown>>) =>
  (await runStage(stage, params)) as unknown as Record<string, Rows>;

const ring = (coupling: number, rule: string, cumulants = 4) =>
  run(ringCumulantsStage, { coupling, rule, blockSize: 3, blocks: 4, cumulants });

const renormalised = (rows: Rows, interaction: string) =>
  rows.filter((row) => row.interaction === interaction).map((row) => row.renormalised as number);

describe('the chain in blocks of two', () => {
  test('has the couplings of decimation in the limit of all cumulants', async () => {
    const { block_coupling } = await run(chainCumulantsStage, { coupling: 0.5, cumulants: 8 });
    const wanted = [0.23105857863, 0.21591562068, 0.216944844529, 0.216888607643].flatMap((x) => [x, x]);
    for (const [k, x] of renormalised(block_coupling!, 'nearest').entries()) expect(x).toBeCloseTo(wanted[k]!, 10);
    const [c1, c2, c4, c6, c8] = [0.813261687518, 0.911567654139, 0.910095754951, 0.910024863317, 0.910038828941];
    const constants = [c1, c2, c2, c4, c4, c6, c6, c8];
    for (const [k, x] of renormalised(block_coupling!, 'constant').entries()) expect(x).toBeCloseTo(constants[k]!, 11);
    expect(block_coupling!.find((row) => row.interaction === 'nearest')!.exact).toBeCloseTo(0.216890415241514, 14);
    expect(block_coupling!.find((row) => row.interaction === 'constant')!.exact).toBeCloseTo(0.910037595801, 12);
  });

  test('gains a factor of the coupling over the radius of convergence with every cumulant', async () => {
    const coupling = 1;
    const { block_coupling } = await run(chainCumulantsStage, { coupling, cumulants: 20 });
    const error = (k: number) => {
      const row = block_coupling!.find((each) => each.interaction === 'nearest' && each.cumulants === k)!;
      return Math.abs((row.renormalised as number) - (row.exact as number));
    };
    // The bond between blocks, K s s'', meets a spin in the field K: singular at i π/2 off -K.
    const rate = coupling / Math.hypot(Math.PI / 2, coupling);
    expect((error(19) / error(1)) ** (1 / 18)).toBeGreaterThan(rate - 0.1);
    expect((error(19) / error(1)) ** (1 / 18)).toBeLessThan(rate + 0.1);
  });
});

describe('the ring of twelve in blocks of three', () => {
  test("has H' of every configuration, order by order", async () => {
    const wanted: readonly [number, string, number, readonly number[]][] = [
      [0.2, '++++', -5.9827548956, [-5.9200083558, -5.984212822, -5.9830805172, -5.982744258]],
      [0.2, '+-+-', -5.5532327536, [-5.4882356826, -5.5524401487, -5.5535724535, -5.5532361943]],
      [0.5, '++++', -7.5811732196, [-7.2424480526, -7.6177413845, -7.5900579924, -7.5791222551]],
      [0.5, '++--', -6.9773377363, [-6.5060935001, -6.9952456615, -6.9952456615, -6.9762914495]],
    ];
    for (const [coupling, configuration, exact, orders] of wanted) {
      const { block_energy } = await ring(coupling, 'majority');
      const rows = block_energy!.filter((row) => row.configuration === configuration);
      expect(rows.map((row) => row.cumulants)).toEqual([0, 1, 2, 3, 4]);
      expect(rows[0]!.exact).toBeCloseTo(exact, 9);
      for (const [k, energy] of orders.entries()) expect(rows[k + 1]!.energy).toBeCloseTo(energy, 9);
    }
  });

  test('has the first cumulant of majority in its nearest coupling alone', async () => {
    const { block_coupling } = await ring(0.5, 'majority');
    expect(renormalised(block_coupling!, 'nearest')[1]).toBeCloseTo(0.184088638103, 11);
    expect(renormalised(block_coupling!, 'next-nearest')[1]).toBeCloseTo(0, 14);
    expect(renormalised(block_coupling!, 'four-spin')[1]).toBeCloseTo(0, 14);
  });

  test('stays a chain of nearest neighbours under decimation, not under majority', async () => {
    const exact = (rows: Rows, interaction: string) =>
      rows.find((row) => row.interaction === interaction)!.exact as number;
    const { block_coupling: decimated } = await ring(0.5, 'decimation');
    expect(exact(decimated!, 'nearest')).toBeCloseTo(Math.atanh(Math.tanh(0.5) ** 3), 13);
    expect(exact(decimated!, 'next-nearest')).toBeCloseTo(0, 13);
    expect(exact(decimated!, 'four-spin')).toBeCloseTo(0, 13);
    const { block_coupling: majority } = await ring(0.5, 'majority');
    expect(exact(majority!, 'next-nearest')).toBeLessThan(-0.02);
  });

  test("adds up to the energies: -H' of all up is the sum of all couplings", async () => {
    const { block_energy, block_coupling } = await ring(0.5, 'majority');
    const exact = (interaction: string) =>
      block_coupling!.find((row) => row.interaction === interaction)!.exact as number;
    const allUp = block_energy!.find((row) => row.configuration === '++++')!.exact as number;
    // Four blocks, four pairs of neighbours, two pairs of opposite blocks, and all four.
    const sum = 4 * exact('constant') + 4 * exact('nearest') + 2 * exact('next-nearest') + exact('four-spin');
    expect(sum).toBeCloseTo(-allUp, 12);
  });
});

describe('the triangular lattice', () => {
  const schemes = async () => {
    const { block_fixed_point } = await run(triangularFixedPointsStage, {});
    return (scheme: string) => block_fixed_point!.find((row) => row.scheme === scheme)!;
  };

  test('has its fixed points of first and second order beside the exact critical point', async () => {
    const fixedPoint = await schemes();
    expect(fixedPoint('first order').critical_coupling).toBeCloseTo(0.3356135116133815, 15);
    expect(fixedPoint('first order').eigenvalue).toBeCloseTo(1.6235243874, 10);
    expect(fixedPoint('first order').thermal_exponent).toBeCloseTo(0.8822026459, 10);
    expect(fixedPoint('first order').correlation_length_exponent).toBeCloseTo(1.1335264121, 10);
    // As published by Niemeijer and van Leeuwen, to their digits.
    expect(fixedPoint('second order').nearest).toBeCloseTo(0.2789, 4);
    expect(fixedPoint('second order').next_nearest).toBeCloseTo(-0.0143, 3);
    expect(fixedPoint('second order').third).toBeCloseTo(-0.0152, 4);
    expect(fixedPoint('exact').critical_coupling).toBeCloseTo(0.2746530722, 10);
  });

  test('comes nearer to the exact critical coupling and exponent with the second order', async () => {
    const fixedPoint = await schemes();
    const error = (scheme: string, column: string) =>
      Math.abs((fixedPoint(scheme)[column] as number) - (fixedPoint('exact')[column] as number));
    for (const column of ['critical_coupling', 'thermal_exponent']) {
      expect(error('second order', column)).toBeLessThan(error('first order', column) / 2);
    }
  });

  test('says the same by eigenvalue and by exponents in every scheme', async () => {
    const fixedPoint = await schemes();
    for (const scheme of ['first order', 'second order', 'exact']) {
      const { eigenvalue, thermal_exponent, correlation_length_exponent } = fixedPoint(scheme);
      expect(Math.log(eigenvalue as number) / Math.log(Math.sqrt(3))).toBeCloseTo(thermal_exponent as number, 14);
      expect(1 / (thermal_exponent as number)).toBeCloseTo(correlation_length_exponent as number, 14);
    }
  });

  test('has at its fixed point of first order a step that changes nothing', async () => {
    const fixedPoint = await schemes();
    const { block_coupling } = await run(triangularCumulantsStage, { coupling: fixedPoint('first order').nearest });
    const [first, ...second] = block_coupling!;
    expect(first!.renormalised).toBeCloseTo(fixedPoint('first order').nearest as number, 14);
    expect(second.map((row) => row.interaction)).toEqual(['nearest', 'next-nearest', 'third']);
  });
});

describe('what a block of the chain tells', () => {
  const told = async (coupling: number, largestBuffer = 2) => {
    const { block_rule_information } = await run(blockInformationStage, { coupling, largestBuffer });
    return (rule: string, buffer: number) =>
      block_rule_information!.find((row) => row.rule === rule && row.buffer === buffer)!.information as number;
  };

  test('is told best by its end spin, whatever the coupling and the buffer', async () => {
    for (const coupling of [0.1, 0.5, 1, 2]) {
      const information = await told(coupling);
      for (const buffer of [0, 1, 2]) {
        expect(information('end spin', buffer)).toBeCloseTo(information('optimum', buffer), 12);
        expect(information('majority', buffer)).toBeLessThan(information('end spin', buffer));
        expect(information('inner spin', buffer)).toBeLessThan(information('end spin', buffer));
        expect(information('optimum', buffer)).toBeLessThan(information('whole block', buffer));
      }
    }
  });

  test('at weak coupling is that of two independent neighbours, of which an end spin knows one', async () => {
    const information = await told(0.05, 1);
    // The neighbour of an end spin, (K tanh K - ln cosh K) away; behind a buffer of one the pair has K'.
    const pair = chainAsymptote(0.05) * Math.LN2;
    expect(information('end spin', 0) / pair).toBeCloseTo(1, 4);
    expect(information('whole block', 0) / pair).toBeCloseTo(2, 2);
  });

  test('is all that an open chain can tell: three environment spins on each side tell no more than the nearest', async () => {
    const [coupling, environment] = [0.8, [0, 1, 2, 9, 10, 11]];
    const chain = boltzmannDistribution(12, (spin) =>
      Array.from({ length: 11 }, (_, i) => coupling * spin(i) * spin(i + 1)).reduce((a, b) => a + b),
    );
    const wide = blockRuleInformation(chain, [4, 5, 6, 7], environment);
    const information = await told(coupling);
    expect(information('end spin', 1)).toBeCloseTo(wide.decimation, 12);
    expect(information('majority', 1)).toBeCloseTo(wide.majority, 12);
    expect(information('whole block', 1)).toBeCloseTo(wide.block, 12);
  });
});

describe('what a block of the square lattice tells', () => {
  const told = async (coupling: number) => {
    const { block_rule_information } = await run(squareBlockInformationStage, { coupling, squareBuffer: 1 });
    return (rule: string) => block_rule_information!.find((row) => row.rule === rule)!;
  };

  test('is told best by a majority with all ties to one side', async () => {
    const rule = await told(0.4);
    // By a program of its own, in test/expected/information.py of the package ising.
    expect(rule('one spin').information).toBeCloseTo(0.1508, 4);
    expect(rule('majority').information).toBeCloseTo(0.1836, 4);
    expect(rule('optimum').information).toBeCloseTo(0.186, 4);
    expect(rule('majority, ties up').information).toBeCloseTo(rule('optimum').information as number, 13);
    // Up where at most one spin is up: the same rule with the signs turned round.
    expect(rule('majority, ties up').truth_table).toBe(0xffff - (rule('optimum').truth_table as number));
    expect(rule('whole block').information).toBeGreaterThan(rule('optimum').information as number);
  });

  test('is told best by one spin at weak coupling', async () => {
    const rule = await told(0.05);
    expect(rule('one spin').information).toBeCloseTo(rule('optimum').information as number, 13);
    expect(rule('majority').information).toBeLessThan(rule('one spin').information as number);
  });
});

describe('what it tells of its whole surroundings', () => {
  test('is more, in the same shares', async () => {
    const { block_rule_information } = await run(surroundedBlockInformationStage, { coupling: 0.44068679350977147 });
    const told = (rule: string) => block_rule_information!.find((row) => row.rule === rule)!.information as number;
    expect(told('whole block')).toBeCloseTo(0.518525, 6);
    expect(told('one spin') / told('whole block')).toBeCloseTo(0.627, 3);
    expect(told('majority') / told('whole block')).toBeCloseTo(0.756, 3);
    expect(told('majority, ties up') / told('whole block')).toBeCloseTo(0.767, 3);
  });
});

describe('the figures of blocks', () => {
  test('put the critical couplings on the maps of couplings', () => {
    const triangular = [0.2, 0.3, 0.4].flatMap((coupling) =>
      [1, 2].map((cumulants) => ({ coupling, cumulants, renormalised: coupling })),
    );
    const critical = [
      { scheme: 'exact', critical_coupling: 0.27 },
      { scheme: 'first order', critical_coupling: 0.33 },
      { scheme: 'second order', critical_coupling: 0.25 },
    ];
    const ring = ['nearest', 'next-nearest', 'four-spin'].flatMap((interaction) =>
      [0.5, 1].flatMap((coupling) =>
        ['majority', 'decimation'].map((rule) => ({ coupling, rule, interaction, exact: 0.1 })),
      ),
    );
    const svg = blockCouplings.draw({ triangular, critical, ring });
    expect(svg).toContain('>2nd order</text>');
    expect(svg.match(/<circle/g)).toHaveLength(2);
    expect(() => blockCouplings.draw({ triangular, critical: [], ring })).toThrow("no row of scheme 'exact'");
  });

  test('draw errors over powers of ten, and leave out those that are zero', () => {
    const rows = [1e-2, 1e-5, 0].map((deviation, step) => ({ coupling: 0.5, step, deviation }));
    const svg = blockCumulantsConvergence.draw({ chain: rows, ring: rows });
    expect(svg).toContain('>10⁻⁴<');
    expect(svg).not.toMatch(/NaN|Infinity/);
    expect(svg.match(/<circle/g)).toHaveLength(4);
  });

  test('show the square lattice on either side of its critical point', () => {
    const rules = ['whole block', 'one spin', 'majority', 'majority, ties up', 'optimum'];
    const information = ['square', 'square, surrounded'].flatMap((lattice) =>
      [0.3, 0.6].flatMap((coupling) => rules.map((rule) => ({ lattice, coupling, rule, bits: 0.4, part: 0.5 }))),
    );
    const svg = squareBlockInformation.draw({ information });
    for (const label of ['one spin', 'majority', 'ties up', 'whole block']) expect(svg).toContain(`>${label}</text>`);
    expect(svg).toContain('K<tspan');
  });

  test('name every rule', () => {
    const rules = ['whole block', 'end spin', 'majority', 'inner spin', 'optimum'];
    const information = [0.5, 1].flatMap((coupling) =>
      rules.map((rule, i) => ({ coupling, rule, bits: (coupling * (5 - i)) / 5, part: (5 - i) / 5 })),
    );
    const svg = blockRuleInformationFigure.draw({ information });
    for (const rule of rules.slice(0, 4)) expect(svg).toContain(`>${rule}</text>`);
  });

  test('say what to run when there is nothing to draw', () => {
    expect(() => blockRuleInformationFigure.draw({ information: [] })).toThrow('rgflow run block-cumulants');
  });
});
