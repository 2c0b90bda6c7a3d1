import type { AnyStudy } from '@rgflow/pipeline';
import type { StudySummary } from './study-summary.js';

/** A study with what is shown of it. */
export interface PublishedStudy {
  readonly study: AnyStudy;
  readonly summary: StudySummary;
  /** Names of the figures that are drawn at the end of a run. */
  readonly figures: readonly string[];
}
