import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { configureStudy, PlanBuilder, studyNameOf } from '@rgflow/pipeline';
import { describe, expect, test } from 'vitest';
import { studies } from '../src/index.js';
import { studyFileNames, studyFolder } from '../src/study-files.js';

function sourceOf(name: string): { readonly text: string; readonly file: string } {
  return { text: readFileSync(join(studyFolder, `${name}.yaml`), 'utf8'), file: `${name}.yaml` };
}

function doorOf(file: string) {
  const name = studyNameOf(sourceOf(file));
  return studies.find((door) => door.name === name);
}

describe('the study files', () => {
  test('every study has a file of its name', async () => {
    for (const { name, study } of studies) {
      expect(studyFileNames()).toContain(name);
      expect(studyNameOf(sourceOf(name))).toBe(name);
      expect((await study()).study.name).toBe(name);
    }
  });

  test('the example of the README is the file that it names', () => {
    const readme = readFileSync(join(studyFolder, '..', 'README.md'), 'utf8');
    const [, name, example] = /here `studies\/(\w+)\.yaml`:\n\n```yaml\n(.*?)```/s.exec(readme)!;
    expect(sourceOf(name!).text.endsWith(`\n${example}`)).toBe(true);
  });

  test.each(studyFileNames())('%s is for a study of that name, or is named as one with a word added', (file) => {
    const name = studyNameOf(sourceOf(file));
    expect(file === name || file.startsWith(`${name}-`)).toBe(true);
    expect(doorOf(file)).toBeDefined();
  });

  test.each(studyFileNames())('%s can be planned', async (file) => {
    const source = sourceOf(file);
    const { study } = await doorOf(file)!.study();
    const plan = new PlanBuilder();
    for (const params of configureStudy(study, source).cells()) study.build(plan, params);
    expect(plan.build().nodes.length).toBeGreaterThan(0);
  });
});
