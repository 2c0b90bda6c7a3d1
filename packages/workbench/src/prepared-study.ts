import { realpathSync } from 'node:fs';
import { isAbsolute, relative, sep } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import {
  type AnyStudy,
  type ConfiguredStudy,
  configureStudy,
  didYouMean,
  type Plan,
  parametersOf,
  resultsNameFault,
  type StudySource,
  studyNameOf,
} from '@rgflow/pipeline';
import {
  type LeftOut,
  studies as ours,
  type PredictedCosts,
  type PredictedDemands,
  type PublishedStudy,
  studyFolder,
} from '@rgflow/studies';
import { type ExpandedStudy, expandStudy } from './expanded-study.js';
import { type AdaptivePlan, adaptivePlan } from './rounds/adaptive-plan.js';
import { parseShard, type ShareOfWork } from './shard.js';
import { OWN_FILES, readStudyText } from './study-text.js';
import { describeTables } from './table-comments.js';
import { UsageError } from './usage-error.js';

/** The options that say which instances a study has. */
export interface StudyOptions {
  readonly set?: readonly string[];
  readonly engine?: string;
  readonly shard?: string;
  /** What the results are called; as the file says it unless given. */
  readonly name?: string;
  readonly force?: readonly string[];
}

/** A study file joined with its study and expanded. */
export interface PreparedStudy {
  readonly published: PublishedStudy;
  /** What its results are called. */
  readonly name: string;
  /** Which file it is: where it lies, or for one that comes with rgflow its place there. */
  readonly origin: string;
  readonly study: AnyStudy;
  /** What its instances cost about, by their cells. */
  readonly costs: PredictedCosts;
  /** What they take of memory and cores. */
  readonly demands: PredictedDemands;
  readonly configured: ConfiguredStudy;
  readonly plan: Plan;
  /** Number of cells of the sweep that are in the plan. */
  readonly cells: number;
  /** Number of all cells of the sweep. */
  readonly allCells: number;
  /** All shares of the sweep, of which this is one; null if it is not a shard. */
  readonly shares: readonly ShareOfWork[] | null;
  readonly force: readonly string[];
  /** The configuration to keep with the run. */
  readonly config: Readonly<Record<string, unknown>>;
  /** How it goes on from its results, if its file says so; else null. */
  readonly adaptive: AdaptivePlan<PreparedStudy> | null;
  /** What of its cells has no results on this machine, and why. */
  readonly leftOut: readonly LeftOut[];
  /** What a person should know of how it was found. */
  readonly warnings: readonly string[];
  /** What it was prepared from. */
  readonly asked: AskedStudy;
}

/** All that the same study can be prepared from again, here or elsewhere, whatever its file says then. */
export interface AskedStudy {
  readonly source: StudySource & { readonly origin: string };
  readonly options: StudyOptions;
}

/**
 * Reads a study by name or path, applies the options and expands it.
 *
 * @throws {UsageError} if there is no such study file, study, engine parameter or stage to force.
 * @throws {StudyError} if the study file or a `--set` is at fault.
 */
export async function prepareStudy(
  nameOrPath: string,
  options: StudyOptions = {},
  studies: readonly PublishedStudy[] = ours,
): Promise<PreparedStudy> {
  const source = readStudyText(nameOrPath, [studyFolder, process.cwd()]);
  const prepared = await prepareSource({ ...source, origin: originOf(source.path) }, options, studies);
  const warnings = source.passedOver.map(
    (path) => `${nameOrPath} is the study that comes with rgflow, not ${path}; for that one say ./${path}`,
  );
  return { ...prepared, warnings };
}

/**
 * The same of the text of a study file.
 *
 * @throws as `prepareStudy` does.
 */
export async function prepareSource(
  source: StudySource & { readonly origin?: string },
  options: StudyOptions = {},
  studies: readonly PublishedStudy[] = ours,
): Promise<PreparedStudy> {
  const name = studyNameOf(source);
  const published = studies.find((study) => study.name === name);
  if (published === undefined) {
    const names = studies.map((study) => study.name);
    throw new UsageError(`${source.file}: study: '${name}' is not a study that rgflow knows${didYouMean(name, names)}`);
  }
  const module = await published.study();
  const { study } = module;
  const sets = [...(options.set ?? []), ...engineSets(study, options.engine)];
  const shard = options.shard === undefined ? null : parseShard(options.shard);
  // A store that is opened meanwhile takes its next step where this one waits.
  await setImmediate();
  const configured = configureStudy(study, source, sets);
  if (shard !== null) refuseShard(configured, options.shard!);
  await setImmediate();
  const expanded = expandStudy(module, configured, shard);
  await setImmediate();
  const force = options.force ?? [];
  const stages = stageNames(expanded.plan);
  for (const stage of force) {
    if (!stages.includes(stage))
      throw new UsageError(`--force ${stage}: ${name} has no such stage${didYouMean(stage, stages)}`);
  }
  const called = options.name === undefined ? configured.name : checkedName(options.name);
  const config = {
    study: name,
    name: called,
    file: source.file,
    params: configured.given,
    sweep: configured.sweep,
    local: configured.local,
    ...configured.adaptiveSource,
    sets,
    shard: options.shard ?? null,
  };
  const { file, text, origin = source.file } = source;
  const asked: AskedStudy = { source: { file, text, origin }, options: askedOf(options) };
  const preparedOf = (
    { plan, count, allCells, shares }: ExpandedStudy,
    adaptive: PreparedStudy['adaptive'],
  ): PreparedStudy => ({
    published,
    name: called,
    origin,
    study,
    costs: module.costs ?? {},
    demands: module.demands ?? {},
    configured,
    plan: { ...plan, tables: describeTables(plan.tables, module) },
    cells: count,
    allCells,
    shares,
    force,
    config,
    adaptive,
    leftOut: module.leftOut?.(plan) ?? [],
    warnings: [],
    asked,
  });
  const adaptive = adaptivePlan<PreparedStudy>(module, configured, expanded, (further, round, rest) => {
    return { ...preparedOf(further, rest), config: { ...config, round } };
  });
  return preparedOf(expanded, adaptive);
}

/** Of options of a command those that say which instances there are. */
function askedOf({ set, engine, shard, name, force }: StudyOptions): StudyOptions {
  return {
    ...(set === undefined ? {} : { set }),
    ...(engine === undefined ? {} : { engine }),
    ...(shard === undefined ? {} : { shard }),
    ...(name === undefined ? {} : { name }),
    ...(force === undefined ? {} : { force }),
  };
}

/** A round needs the results of all cells. @throws {UsageError} */
function refuseShard({ adaptive: { refine, replicate } }: ConfiguredStudy, shard: string): void {
  const section = refine !== null ? 'refine' : 'replicate';
  if (refine === null && replicate === null) return;
  throw new UsageError(
    `--shard ${shard}: ${section} decides by the results of all cells, and a shard has some of them; run the whole, or ` +
      `leave the section out with --set ${section}=null.`,
  );
}

/** Those that come with rgflow are the same wherever it is installed. */
function originOf(path: string): string {
  const within = relative(realpathSync(studyFolder), path);
  return within.startsWith('..') || isAbsolute(within) ? path : `${OWN_FILES}${within.replaceAll(sep, '/')}`;
}

/** @throws {UsageError} if results cannot be called so. */
function checkedName(name: string): string {
  const fault = resultsNameFault(name);
  if (fault !== null) throw new UsageError(`--name ${name}: ${fault}.`);
  return name;
}

/** The stages of a plan in the order in which they first appear. */
export function stageNames(plan: Plan): readonly string[] {
  return [...new Set(plan.nodes.map(({ stage }) => stage.name as string))];
}

/** `--engine tfjs` is short for `--set training.engine=tfjs`. */
function engineSets(study: AnyStudy, engine: string | undefined): readonly string[] {
  if (engine === undefined) return [];
  const path = parametersOf(study.params)
    .map((parameter) => parameter.path)
    .find((candidate) => candidate.split('.').at(-1) === 'engine');
  if (path === undefined) {
    throw new UsageError(
      `--engine ${engine}: ${study.name} trains nothing, so it has no engine to choose; leave the option out.`,
    );
  }
  return [`${path}=${engine}`];
}
