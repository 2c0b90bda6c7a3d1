import { configureStudy, PlanBuilder, type PlanNode, StudyError, type StudySource } from '@rgflow/pipeline';
import { type PublishedStudy, studyFolder } from '@rgflow/studies';
import type { Ask } from './ask.js';
import { sqlLiteral } from './ask.js';
import { readStudyText } from './study-text.js';

/**
 * The stages that a store has runs of, by name, each with an instance of it as the code now plans it: of the configuration
 * of the newest run that had it, or, where that cannot be read any more, of the study's own file. Null for a stage that no
 * study has any more.
 *
 * @param study  of the runs of this study only
 */
export async function storedStages(
  ask: Ask,
  studies: readonly PublishedStudy[],
  study?: string,
): Promise<ReadonlyMap<string, PlanNode | null>> {
  const rows = await ask(
    `select stage, study, arg_max(config::varchar, sequence) as config, max(sequence) as newest
     from run_stage join run using (run_id) where ${study === undefined ? 'true' : `study = ${sqlLiteral(study)}`}
     group by stage, study order by newest desc, stage`,
  );
  const found = new Map<string, PlanNode | null>();
  for (const { stage } of rows) found.set(String(stage), null);
  const configs = new Map(rows.map(({ study, config }) => [`${String(study)} ${String(config)}`, { study, config }]));
  for (const { study: name, config } of configs.values()) {
    const published = studies.find((each) => each.name === name);
    if (published === undefined) continue;
    const wanted = rows.filter((row) => row.study === name && found.get(String(row.stage)) === null);
    const stages = new Set(wanted.map(({ stage }) => String(stage)));
    for (const source of [() => sourceOf(String(config)), () => readStudyText(String(name), [studyFolder])]) {
      await plan(published, source, stages, found);
    }
  }
  return found;
}

/** Plans one cell after the other until an instance of each of `stages` was met; what is met is taken out of them. */
async function plan(
  published: PublishedStudy,
  source: () => StudySource,
  stages: Set<string>,
  found: Map<string, PlanNode | null>,
): Promise<void> {
  if (stages.size === 0) return;
  const { study } = await published.study();
  try {
    for (const cell of configureStudy(study, source()).cells()) {
      const builder = new PlanBuilder();
      study.build(builder, cell);
      for (const node of builder.build().nodes) {
        const name: string = node.stage.name;
        if (stages.delete(name)) found.set(name, node);
      }
      if (stages.size === 0) return;
    }
  } catch (error) {
    // A run of parameters that there are no longer, or a study without a file.
    if (!(error instanceof StudyError || (error as { failure?: unknown }).failure === 'usage')) throw error;
  }
}

/** The configuration of a run as a study file; JSON is YAML. */
function sourceOf(config: string): StudySource {
  const { study, file, params, sweep, local } = JSON.parse(config) as Readonly<Record<string, unknown>>;
  return { file: String(file), text: JSON.stringify({ study, params, sweep, local }) };
}
