import type { z } from 'zod';
import type { ConfigurableStudy } from '../declare/study-file.js';
import type { PlanBuilder } from './plan-builder.js';

/**
 * A study: nested parameters with their defaults, and how one cell of them becomes stage instances. The pipeline calls
 * `build` once per cell of the sweep; instances that two cells share (the data set) are made once.
 */
export interface Study<P extends z.ZodObject = z.ZodObject> extends ConfigurableStudy {
  readonly params: P;
  build(plan: PlanBuilder, params: z.output<P>): void;
}

// biome-ignore lint/suspicious/noExplicitAny: `build` is contravariant in its parameters; no other type admits all.
export type AnyStudy = Study<any>;

/** Declares a study; the type of `build`'s parameters follows from the schema. */
export function defineStudy<const P extends z.ZodObject>(study: Study<P>): Study<P> {
  return Object.freeze(study);
}
