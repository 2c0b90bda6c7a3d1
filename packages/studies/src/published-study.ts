import type { Figure } from '@rgflow/drawing';
import type { AnyStudy } from '@rgflow/pipeline';
import type { StudySummary } from './study-summary.js';
import type { TableMeaning } from './table-meaning.js';

/** A study with what is shown of it. */
export interface PublishedStudy {
  readonly study: AnyStudy;
  readonly summary: StudySummary;
  /** The figures that are drawn at the end of a run, by name. Loading one loads Observable Plot: about half a second. */
  readonly figures: Readonly<Record<string, () => Promise<{ readonly figure: Figure }>>>;
  /** Units and meanings of the tables that its stages fill, by name. */
  readonly tables?: Readonly<Record<string, TableMeaning>>;
}
