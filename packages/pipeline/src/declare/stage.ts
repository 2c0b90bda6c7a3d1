import type { z } from 'zod';
import type { Cell } from '../records.js';
import type { Contents, Contracts } from './contract.js';

/** The flat, scalar parameters of a stage: only these enter its key. */
export type StageParams = z.ZodObject;

/**
 * What a random stream is named by: the name that the stage gives its streams, and values fixed by the study. Equal names
 * and values are equal random numbers, on every machine and in every version of the code.
 */
export interface Stream {
  readonly name: string;
  readonly values: Cell;
}

/** The name of a stage's random streams, or undefined for a stage that draws nothing. */
export type Draws = string | undefined;

export interface StageContext<P extends StageParams, I extends Contracts, D extends Draws = Draws> {
  readonly params: Readonly<z.output<P>>;
  readonly inputs: Contents<I>;
  /** The random stream of this instance; null for a stage that draws nothing. */
  readonly stream: D extends string ? Stream : null;
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
  D extends Draws = Draws,
> {
  readonly name: string;
  readonly module: string;
  readonly params: P;
  readonly inputs: I;
  readonly outputs: O;
  /**
   * Present if and only if the stage draws random numbers: the name of its streams. It outlives renames of the stage, and
   * stages that are to draw the same numbers (two engines of one training) have the same.
   */
  readonly draws?: D;
  /**
   * Files and folders that its code reads under names that the code does not show, as file URLs. Their bytes are in the key.
   */
  readonly reads?: readonly (URL | string)[];
  /** Environment variables that a result depends on. Their values are in the key. */
  readonly environment?: readonly string[];
  /**
   * Environment variables that no result depends on, only how it is made (which library, how many threads): their values are
   * recorded with the execution. And modules, by their name in a key, of which the same is true whatever files they read.
   */
  readonly provenance?: readonly string[];
  /**
   * Names what computes here where no key says it, and rounds in its own way: 'OpenBLAS 0.3.21 (Haswell)'. Recorded with
   * each result and all that is made from it; a chain of this stage does not go on with another unasked.
   */
  readonly numerics?: () => string | Promise<string>;
  run(context: StageContext<P, I, D>): Contents<O> | Promise<Contents<O>>;
}

/** A stage of any signature, for code that only moves stages about. */
// biome-ignore lint/suspicious/noExplicitAny: `run` is contravariant in its context, so no other type admits every stage.
export type AnyStage = Stage<any, any, any, any>;

/** Declares a stage; the types of `run` follow from the declarations. */
export function defineStage<
  const P extends StageParams,
  const I extends Contracts,
  const O extends Contracts,
  const D extends Draws = undefined,
>(stage: Stage<P, I, O, D>): Stage<P, I, O, D> {
  for (const [what, name] of [
    ['name', stage.name],
    ['draws', stage.draws],
  ] as const) {
    if (name !== undefined && !/^[a-z][a-z0-9-]*$/.test(name)) {
      throw new TypeError(`defineStage: ${what} is '${name}'; use lower-case words joined by '-'.`);
    }
  }
  return Object.freeze(stage);
}
