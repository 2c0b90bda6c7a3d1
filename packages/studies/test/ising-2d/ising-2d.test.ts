import type { SqlRow } from '@rgflow/drawing';
import { CRITICAL_ALPHA, CRITICAL_COUPLING } from '@rgflow/ising';
import { describe, expect, test } from 'vitest';
import { checkerboardCouplingsStage } from '../../src/ising-2d/checkerboard-couplings.stage.js';
import { exactSquareFlowStage } from '../../src/ising-2d/exact-square-flow.stage.js';
import { figure as ising2dAsymptote } from '../../src/ising-2d/ising-2d-asymptote.figure.js';
import { figure as ising2dFlow } from '../../src/ising-2d/ising-2d-flow.figure.js';
import { figure as ising2dInformation } from '../../src/ising-2d/ising-2d-information.figure.js';
import { figure as ising2dTorus } from '../../src/ising-2d/ising-2d-torus.figure.js';
import { squareFixedPointsStage } from '../../src/ising-2d/square-fixed-points.stage.js';
import { torusFlowStage } from '../../src/ising-2d/torus-flow.stage.js';
import { truncatedFlowStage } from '../../src/ising-2d/truncated-flow.stage.js';
import { runStage } from '../stage-chain.js';

type Tables = Record<string, readonly SqlRow[]>;

const truncated = async (coupling: number) =>
  (await runStage(truncatedFlowStage, { coupling, alpha: CRITICAL_ALPHA, steps: 12 })) as unknown as Tables;
const exact = async (coupling: number) => (await runStage(exactSquareFlowStage, { coupling })) as unknown as Tables;
const torus = async (coupling: number) => (await runStage(torusFlowStage, { coupling, size: 4 })) as unknown as Tables;

const entropies = ({ ising_flow }: Tables) => ising_flow!.map((row) => row.relative_entropy as number);

describe('the square lattice as stages', () => {
  // Values of the truncation by double-precision evaluation of eqs. (2.43) and (2.50) of arXiv:2107.06898 in Python; of the
  // torus by enumeration there.
  test('as published overshoots and turns negative above K_c', async () => {
    const s = entropies(await truncated(0.9));
    expect(s[1]).toBeCloseTo(0.235254530226, 11);
    expect(s[2]).toBeCloseTo(0.291480719724, 11);
    expect(s[12]).toBeCloseTo(-0.121719097262, 11);
  });

  test('exactly rises with every step to its asymptote, below and above K_c', async () => {
    for (const coupling of [0.2, CRITICAL_COUPLING, 0.9]) {
      const tables = await exact(coupling);
      const s = [...entropies(tables), tables.ising_asymptote![0]!.relative_entropy as number];
      expect(s).toEqual([...s].sort((a, b) => a - b));
      expect(s.at(-1)).toBeLessThan(1);
    }
  });

  test('tells no single coupling after the first exact step', async () => {
    const { ising_flow } = await exact(0.4);
    expect(ising_flow![1]!.coupling_n).toBeCloseTo(Math.log(Math.cosh(1.6)) / 4, 12);
    expect(ising_flow![1]!.coupling_n_reason).toBeNull();
    expect(ising_flow![2]).toMatchObject({ coupling_n: null, coupling_n_reason: 'all couplings arise' });
    expect(ising_flow![2]!.relative_entropy_bound).toBeGreaterThan(0);
  });

  test('has all the couplings of one exact step, as the enumeration of four neighbours projects them', async () => {
    const { checkerboard_coupling } = await runStage(checkerboardCouplingsStage, { coupling: 0.4 });
    const [found] = checkerboard_coupling as never as readonly Record<string, number>[];
    // ln 2 cosh K(s₁ + s₂ + s₃ + s₄) on the products of the four: each pair has one share, neighbours those of two squares.
    const project = (sites: readonly number[]) => {
      const states = Array.from({ length: 16 }, (_, state) => [0, 1, 2, 3].map((i) => 1 - 2 * ((state >> i) & 1)));
      const terms = states.map((s) => {
        const field = 0.4 * s.reduce((sum, spin) => sum + spin, 0);
        return Math.log(2 * Math.cosh(field)) * sites.reduce((product, i) => product * s[i]!, 1);
      });
      return terms.reduce((sum, term) => sum + term, 0) / 16;
    };
    expect(found!.constant).toBeCloseTo(project([]), 12);
    expect(found!.nearest).toBeCloseTo(2 * project([0, 1]), 12);
    expect(found!.diagonal).toBeCloseTo(project([0, 2]), 12);
    expect(found!.plaquette).toBeCloseTo(project([0, 1, 2, 3]), 12);
  });

  test('has the fixed points of the published recursions beside the exact critical point', async () => {
    const { ising_fixed_point } = (await runStage(squareFixedPointsStage, {
      alpha: CRITICAL_ALPHA,
    })) as unknown as Tables;
    const fixedPoint = (scheme: string) => ising_fixed_point!.find((row) => row.scheme === scheme)!;
    expect(fixedPoint('truncated, alpha = 1.5').critical_coupling).toBeCloseTo(0.506981019077567, 13);
    expect(fixedPoint('truncated, alpha = 1.6045').critical_coupling).toBeCloseTo(CRITICAL_COUPLING, 13);
    // Bisection in extended precision, and the left eigenvector at (1/3, 1/9).
    expect(fixedPoint('wilson').critical_coupling).toBeCloseTo(0.392092339470989, 13);
    expect(fixedPoint('wilson').critical_coupling_linear).toBeCloseTo(0.397904314453799, 13);
    expect(fixedPoint('exact').correlation_length_exponent).toBe(1);
  });

  test('as a torus ends with one spin, which tells nothing of another', async () => {
    const tables = await torus(0.4);
    expect(entropies(tables)[4]).toBeCloseTo(0.482906760442, 11);
    expect(tables.ising_information![4]!.multi_information).toBeCloseTo(0, 12);
  });
});

describe('the figures of the square lattice', () => {
  test('put the exact curves beside the published ones', async () => {
    const couplings = [0.2, 0.4, CRITICAL_COUPLING, 0.5, 0.9];
    const published = await Promise.all(couplings.map(truncated));
    const known = await Promise.all(couplings.map(exact));
    const cells = [...published, ...known];
    const flow = cells.flatMap((cell) => cell.ising_flow!);
    const limits = cells.flatMap((cell) => cell.ising_asymptote!);
    const asymptote = limits.filter((row) => row.scheme === 'exact');

    const svg = ising2dFlow.draw({ flow, asymptote });
    for (const heading of ['as published, K ≤ K', 'exactly, K ≤ K', 'as published, K &gt; K', 'exactly, K &gt; K']) {
      expect(svg).toContain(heading);
    }
    expect(svg).toContain('>0.4407</text>');
    expect(svg).toContain('∞');
    expect(svg).not.toContain('NaN');

    const steps = flow.filter((row) => row.step === 1 || row.step === 12);
    expect(ising2dAsymptote.draw({ limits, steps })).toContain('published');
  });

  test('show the multi-information of both states', async () => {
    const tables = await Promise.all([0.3, CRITICAL_COUPLING, 0.5].map(exact));
    const information = tables.flatMap((t) => t.ising_information!);
    const undecimated = (scheme: string) =>
      information.find((row) => row.coupling === 0.5 && row.scheme === scheme && row.step === 0)!
        .multi_information as number;
    expect(undecimated('exact')).toBeCloseTo(0.540137, 6);
    expect(undecimated('exact, broken symmetry')).toBeCloseTo(0.02849, 6);
    const svg = ising2dInformation.draw({
      information: information.map((row) => ({ ...row, bits: row.multi_information! })),
    });
    expect(svg).toContain('one sign');
    expect(svg).not.toContain('NaN');
  });

  test('show the torus', async () => {
    const tables = await Promise.all([0.2, 0.5, 1].map(torus));
    const information = tables
      .flatMap((t) => t.ising_information!)
      .map((row) => ({ ...row, bits: row.multi_information! }));
    const svg = ising2dTorus.draw({ flow: tables.flatMap((t) => t.ising_flow!), information });
    expect(svg).toContain('bits per retained spin');
  });

  test('of one side of K_c only are drawn without the other', async () => {
    const [cells] = [await exact(0.2)];
    const svg = ising2dFlow.draw({ flow: cells.ising_flow!, asymptote: cells.ising_asymptote! });
    expect(svg).not.toContain('K &gt; K');
  });
});
