import type { z } from 'zod';
import type { Cell } from '../records.js';
import type { Contents, Contracts } from './contract.js';

/** The flat, scalar parameters of a stage: only these enter its key. */
export type StageParams = z.ZodObject;

export interface StageContext<P extends StageParams, I extends Contracts> {
  readonly params: Readonly<z.output<P>>;
  readonly inputs: Contents<I>;
  /** What the random stream of this instance is named by: the stage's name and values fixed by the study; null if it draws nothing. */
  readonly stream: { readonly name: string; readonly values: Cell } | null;
  /** Tells the person waiting how far this instance has come, from 0 to 1. */
  progress(fraction: number): void;
  /** Records how the result was made (library, threads): kept with the execution, never part of a key or a digest. */
  provenance(record: Readonly<Record<string, unknown>>): void;
}

/**
 * A named pure function from parameters and Arrow inputs to Arrow outputs.
 *
 * `module` is `import.meta.url` of the file that exports the stage: workers find it there, and the closure of its
 * imports is the stage's code version. One stage, one file.
 */
export interface Stage<
  P extends StageParams = StageParams,
  I extends Contracts = Contracts,
  O extends Contracts = Contracts,
> {
  readonly name: string;
  readonly module: string;
  readonly params: P;
  readonly inputs: I;
  readonly outputs: O;
  run(context: StageContext<P, I>): Contents<O> | Promise<Contents<O>>;
}

/** A stage of any signature, for code that only moves stages about. */
// biome-ignore lint/suspicious/noExplicitAny: `run` is contravariant in its context, so no other type admits every stage.
export type AnyStage = Stage<any, any, any>;

/** Declares a stage; the types of `run` follow from the declarations. */
export function defineStage<const P extends StageParams, const I extends Contracts, const O extends Contracts>(
  stage: Stage<P, I, O>,
): Stage<P, I, O> {
  if (!/^[a-z][a-z0-9-]*$/.test(stage.name)) {
    throw new TypeError(`defineStage: name is '${stage.name}'; use lower-case words joined by '-'.`);
  }
  return Object.freeze(stage);
}
