import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { configureStudy, type Plan, PlanBuilder, StudyError } from '@rgflow/pipeline';
import { studies } from '../src/index.js';
import { studyFolder } from '../src/study-files.js';

const loaded = new Map(
  await Promise.all(studies.map(async (door) => [door.name, (await door.study()).study] as const)),
);

/** Plans every cell of a study file, which is all that `rgflow plan` does before it looks at the store. */
export function planOf(name: string, ...sets: readonly string[]): Plan {
  const study = loaded.get(name)!;
  const text = readFileSync(join(studyFolder, `${name}.yaml`), 'utf8');
  const plan = new PlanBuilder();
  for (const params of configureStudy(study, { text, file: `${name}.yaml` }, sets).cells()) study.build(plan, params);
  return plan.build();
}

/** The lines of what is refused of a study file. */
export function faultsOf(name: string, ...sets: readonly string[]): readonly string[] {
  try {
    planOf(name, ...sets);
    return [];
  } catch (error) {
    if (!(error instanceof StudyError)) throw error;
    return error.message.split('\n');
  }
}
