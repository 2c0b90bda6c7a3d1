import type { AnyStudy, Cell, Demand, Plan } from '@rgflow/pipeline';
import type { Calculator } from './calculator.js';
import type { StudySummary } from './study-summary.js';
import type { ColumnMeaning, TableMeaning } from './table-meaning.js';
import type { FigureLoader } from './titled-figure.js';

/**
 * A study as it comes in through the door: all that the house knows of it. What takes time to load (the stages with their
 * models, the drawing of figures, the formulas) is imported where it is used.
 */
export interface PublishedStudy {
  /** As in its study files, and in the column `study` of its tables. */
  readonly name: string;
  /** Its parameters, how a cell of them becomes stages, and what the tables of these hold. */
  readonly study: () => Promise<StudyModule>;
  /** The table that closes a run. */
  readonly summary: StudySummary;
  /**
   * SQL of the tests behind that table, a row each with its `claim`, `difference` and `verdict`, where it is made of tests;
   * `study` is a quoted literal. What a page says in words is held to it.
   */
  readonly claims?: (study: string) => Promise<string>;
  /** The figures that are drawn at the end of a run, by name. */
  readonly figures: Readonly<Record<string, FigureLoader>>;
  /** Questions to the formulas behind it that need no store, by name: `rgflow calc <name>`. */
  readonly calculators?: Readonly<Record<string, Calculator>>;
}

/** What the module of a study exports: no stage imports it, so that a better word reruns nothing. */
export interface StudyModule {
  readonly study: AnyStudy;
  /** Units and meanings of the SQL tables that its stages fill, by name. */
  readonly tables?: Readonly<Record<string, TableMeaning>>;
  /** Meanings of what its stages are given under a name that no parameter of the study has, or several have. */
  readonly stageParameters?: Readonly<Record<string, ColumnMeaning>>;
  /**
   * What its instances cost about, where they do not cost alike: by it the cells of a sweep are dealt to machines, and the
   * times of earlier runs scaled to other sizes.
   */
  readonly costs?: PredictedCosts;
  /** What its instances take of memory and of cores, where that is much: what does not fit beside others waits. */
  readonly demands?: PredictedDemands;
  /** What of the sweep has no results here because something is not on this machine: a run says it. */
  readonly leftOut?: (plan: Plan) => readonly LeftOut[];
}

/** A part of a sweep of which there are no results on this machine. */
export interface LeftOut {
  /** 'digits+fashion'. */
  readonly name: string;
  /** What is missing, and how to get it. */
  readonly reason: string;
}

/** By stage: what an instance takes while it runs, about, from its parameters and those upstream of it. In no key. */
export type PredictedDemands = Readonly<Record<string, (cell: Cell) => Partial<Demand>>>;

/**
 * By stage: milliseconds of one core that an instance takes, about: from its parameters and those upstream of it, or one
 * number for all, which says nothing of sizes.
 */
export type PredictedCosts = Readonly<Record<string, number | ((cell: Cell) => number)>>;
