import { existsSync } from 'node:fs';
import { CodeFingerprint, type Forecast, forecast, Resolver } from '@rgflow/pipeline';
import { type DuckDbStore, openToRead } from '@rgflow/store';
import { nothingStored } from './nothing-stored.js';
import type { PreparedStudy } from './prepared-study.js';
import { type Rounds, RoundWalk, sweepAsWritten } from './rounds/rounds.js';
import { defaultStore } from './workspace.js';

/** A prepared study compared with a store, without running or writing anything. */
export interface Comparison {
  /** The study as the next run would carry it out: of one that goes on from its results, in the round it has come to. */
  readonly prepared: PreparedStudy;
  /** How far its rounds have come. */
  readonly rounds: Rounds;
  readonly forecasts: readonly Forecast[];
  /** Open for reading; null if the file is not there. */
  readonly store: DuckDbStore | null;
  readonly file: string;
  readonly code: CodeFingerprint;
}

/** Opens the store for reading, if there is one, for as long as `body` needs it; also while a run has it open. */
export async function compareWithStore<Result>(
  given: PreparedStudy,
  file: string = defaultStore(),
  body: (comparison: Comparison) => Promise<Result>,
): Promise<Result> {
  const store = existsSync(file) ? await openToRead(file) : null;
  try {
    const code = new CodeFingerprint();
    const rounds = store === null ? sweepAsWritten(given) : await new RoundWalk(given, store, code).advance();
    const { prepared } = rounds;
    const forecasts = await forecast(
      prepared.plan,
      new Resolver(store ?? nothingStored, code, { force: prepared.force }),
    );
    return await body({ prepared, rounds, forecasts, store, file, code });
  } finally {
    await store?.close();
  }
}
