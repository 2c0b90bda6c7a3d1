import type { SqlRow } from '@rgflow/drawing';
import { describe, expect, test } from 'vitest';
import { chainFlowStage } from '../../src/ising-1d/chain-flow.stage.js';
import { figure as ising1dAsymptote } from '../../src/ising-1d/ising-1d-asymptote.figure.js';
import { figure as ising1dFlow } from '../../src/ising-1d/ising-1d-flow.figure.js';
import { figure as ising1dInformation } from '../../src/ising-1d/ising-1d-information.figure.js';
import { runStage } from '../stage-chain.js';

type Rows = readonly SqlRow[];

async function tables(coupling: number, field = 0): Promise<Record<string, Rows>> {
  return (await runStage(chainFlowStage, { coupling, field, steps: 10 })) as unknown as Record<string, Rows>;
}

describe('the chain as a stage', () => {
  test('fills ising_flow with the exact flow', async () => {
    const { ising_flow } = await tables(1);
    expect(ising_flow).toHaveLength(11);
    expect(ising_flow![2]).toMatchObject({ dimension: 1, scheme: 'exact', coupling: 1, step: 2 });
    expect(ising_flow![2]!.relative_entropy).toBeCloseTo(0.45211961693735, 13);
    expect(ising_flow![2]!.relative_entropy_unnormalised).toBeCloseTo(0.45211961693735 - 0.75, 13);
    expect(ising_flow![1]!.coupling_n).toBeCloseTo(0.662501373679, 12);
  });

  test('puts the published fit beside the closed form', async () => {
    const { ising_asymptote } = await tables(1);
    const asymptote = (scheme: string) => ising_asymptote!.find((row) => row.scheme === scheme)!.relative_entropy;
    expect(asymptote('exact')).toBeCloseTo(0.472934658996838, 14);
    expect(asymptote('published-fit')).toBeCloseTo(0.478433666822, 12);
    expect(asymptote('weak-coupling')).toBeCloseTo(1 / (2 * Math.LN2), 14);
  });

  test('has neither fit nor weak limit in a field, where they do not hold', async () => {
    const { ising_asymptote } = await tables(1, 0.1);
    expect(ising_asymptote!.map((row) => row.scheme)).toEqual(['exact']);
    expect(ising_asymptote![0]!.relative_entropy).toBeCloseTo(0.587664888601, 11);
  });
});

describe('the figures of the chain', () => {
  test('show the couplings of figure 1 where the study has them', async () => {
    const couplings = [0.1, 0.3, 0.5, 0.7, 0.9, 1, 1.5, 2, 2.5, 3];
    const flow = (await Promise.all(couplings.map((coupling) => tables(coupling)))).flatMap((t) => t.ising_flow!);
    const svg = ising1dFlow.draw({ flow });
    for (const drawn of [0.1, 0.5, 1, 1.5, 2, 2.5, 3]) expect(svg).toContain(`>${drawn}</text>`);
    expect(svg).not.toContain('>0.7</text>');
    expect(svg).not.toContain('NaN');
  });

  test('draw the asymptote and the multi-information from what the stage returns', async () => {
    const cells = await Promise.all([0.5, 1, 2].map((coupling) => tables(coupling)));
    const flow = cells.map((cell) => cell.ising_flow!.at(-1)!);
    const asymptote = cells.flatMap((cell) => cell.ising_asymptote!);
    expect(ising1dAsymptote.draw({ asymptote, flow })).toContain('closed form');
    const information = cells
      .flatMap((cell) => cell.ising_information!)
      .map((row) => ({ ...row, bits: row.multi_information ?? 0, lost: 0 }));
    const svg = ising1dInformation.draw({ information, flow: cells.flatMap((cell) => cell.ising_flow!) });
    expect(svg).toContain('bits per retained spin');
  });

  test('draw of ten thousand couplings those that they show', () => {
    const rows = Array.from({ length: 200_000 }, (_, i) => {
      const [cell, step] = [Math.floor(i / 20), i % 20];
      return {
        coupling: (cell + 1) / 2000,
        step,
        bits: 1 / (step + 1),
        lost: step / (step + 1),
        relative_entropy: step,
      };
    });
    expect(ising1dInformation.draw({ information: rows, flow: rows })).toContain('bits per retained spin');
  });

  test('say what to run when there is nothing to draw', () => {
    expect(() => ising1dFlow.draw({ flow: [] })).toThrow('rgflow run ising-1d');
  });
});
