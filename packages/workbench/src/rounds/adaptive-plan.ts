import { type Addition, type ConfiguredStudy, parametersOf, type Refine, type Replicate } from '@rgflow/pipeline';
import type { StudyModule } from '@rgflow/studies';
import { type ExpandedStudy, expandStudy } from '../expanded-study.js';
import { type PlannedCell, ResultReader } from './result-reader.js';

/** What of a prepared study follows from its results, and how it goes on. */
export interface AdaptivePlan<Prepared> {
  readonly cells: readonly PlannedCell[];
  /** How many of them, the first ones, are those of the sweep as it is written. */
  readonly written: number;
  readonly refine: { readonly rule: Refine; readonly reader: ResultReader } | null;
  readonly replicate: { readonly rule: Replicate; readonly reader: ResultReader } | null;
  /** The study with further cells, of a round. */
  extended(additions: readonly Addition[], round: number): Prepared;
}

/**
 * Joins what a study file says of rounds with the tables that its stages fill; null if it says nothing.
 *
 * @param extended  the study as it is prepared with further cells
 * @throws {UsageError} if there is no such table or column, or a condition is none.
 */
export function adaptivePlan<Prepared>(
  module: Pick<StudyModule, 'study' | 'costs'>,
  configured: ConfiguredStudy,
  { plan, planned }: ExpandedStudy,
  extended: (expanded: ExpandedStudy, round: number, plan: AdaptivePlan<Prepared>) => Prepared,
): AdaptivePlan<Prepared> | null {
  const { refine, replicate } = configured.adaptive;
  if (refine === null && replicate === null) return null;
  const about = { nodes: plan.nodes, parameters: parametersOf(module.study.params).map(({ path }) => path) };
  const place = configured.place.bind(configured);
  const written = {
    written: planned.length,
    refine:
      refine === null
        ? null
        : { rule: refine, reader: new ResultReader(refine.result, ['refine', 'result'], about, place) },
    replicate:
      replicate === null
        ? null
        : { rule: replicate, reader: new ResultReader(replicate.result, ['replicate', 'until'], about, place) },
  };
  const of = (all: readonly PlannedCell[]): AdaptivePlan<Prepared> => ({
    ...written,
    cells: all,
    extended: (additions, round) => {
      const more = expandStudy(module, configured.extended(additions));
      return extended(more, round, of(more.planned));
    },
  });
  return of(planned);
}
