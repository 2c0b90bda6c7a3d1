import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execute, type Plan, PlanBuilder } from '@rgflow/pipeline';
import { openStore } from '@rgflow/store';
import { afterAll, expect } from 'vitest';

/** A module of studies as it is built, where workers find its stages, by its path. */
export const built = (path: string) => import(new URL(`../../studies/dist/${path}.js`, import.meta.url).href);

const { datasetStage } = await built('network/dataset.stage');

/** What every plan of a machine here is told: 200 images of MNIST, and seed 0. */
export interface OnImages {
  readonly images: never;
  readonly data: { readonly dataset: 'mnist' };
  readonly seed: 0;
  readonly snapshot: 'final';
}

/**
 * Runs machines on a few images of MNIST into a store that lasts for the file of tests, on two workers, and asks it.
 *
 * @param planned  Adds machines of so many epochs to a plan.
 */
export function machinesRun(planned: (plan: PlanBuilder, on: OnImages, epochs: number) => void) {
  const folder = mkdtempSync(join(tmpdir(), 'rgflow-machines-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  function planOf(epochs: number): Plan {
    const plan = new PlanBuilder();
    const { trainImages } = plan.add(datasetStage, {
      params: { dataset: 'mnist', train: 200, validation: 10 },
      inputs: {},
    }) as Record<string, never>;
    planned(plan, { images: trainImages!, data: { dataset: 'mnist' }, seed: 0, snapshot: 'final' }, epochs);
    return plan.build();
  }

  return async (epochs: number, sql: string) => {
    const store = await openStore(join(folder, 'machines.duckdb'));
    try {
      const { result } = execute(planOf(epochs), { store, study: 'machines', config: {}, jobs: 2, provenance: {} });
      const { status, counts } = await result;
      expect(status).toBe('complete');
      return { counts, rows: (await store.query(sql)).rows };
    } finally {
      await store.close();
    }
  };
}

/** SQL of all codes: of whom they are, how many states are occupied, and what is read of their bits. */
export const CODES = `
  select seed, widths, layer, units, occupied, len(bits), len(list_distinct(bits)),
         list_distinct([len(code) for code in bits])
  from (select *, tensor_bits(digest, units) as bits from machine_code) order by layer`;
