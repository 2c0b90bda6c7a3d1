import { existsSync } from 'node:fs';
import { CodeFingerprint, type Forecast, forecast, Resolver } from '@rgflow/pipeline';
import { type DuckDbStore, openToRead } from '@rgflow/store';
import { nothingStored } from './nothing-stored.js';
import type { PreparedStudy } from './prepared-study.js';
import { defaultStore } from './workspace.js';

/** A prepared study compared with a store, without running or writing anything. */
export interface Comparison {
  readonly forecasts: readonly Forecast[];
  /** Open for reading; null if the file is not there. */
  readonly store: DuckDbStore | null;
  readonly file: string;
  readonly code: CodeFingerprint;
}

/** Opens the store for reading, if there is one, for as long as `body` needs it; also while a run has it open. */
export async function compareWithStore<Result>(
  { plan, force }: PreparedStudy,
  file: string = defaultStore(),
  body: (comparison: Comparison) => Promise<Result>,
): Promise<Result> {
  const store = existsSync(file) ? await openToRead(file) : null;
  try {
    const code = new CodeFingerprint();
    const forecasts = await forecast(plan, new Resolver(store ?? nothingStored, code, { force }));
    return await body({ forecasts, store, file, code });
  } finally {
    await store?.close();
  }
}
