import { type Contracts, PlanBuilder, studySchema } from '@rgflow/pipeline';
import { describe, expect, test } from 'vitest';
import { type StudyModule, studies } from '../src/index.js';

const modules = await Promise.all(studies.map(({ study }) => study()));

interface JsonSchema {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: { readonly enum?: readonly string[] };
}

/** Of each parameter that is a list of names all there are: a study may fill a table only if it is asked for by name. */
function everyName({ properties = {} }: JsonSchema): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(properties).flatMap(([key, child]): [string, unknown][] => {
      const within = everyName(child);
      if (Object.keys(within).length > 0) return [[key, within]];
      return child.items?.enum === undefined ? [] : [[key, child.items.enum]];
    }),
  );
}

/** The tables that the stages of a study fill, with their own columns. */
function filled({ study }: StudyModule): Readonly<Record<string, readonly string[]>> {
  const plan = new PlanBuilder();
  const { params } = studySchema(study).properties as Readonly<Record<string, JsonSchema>>;
  study.build(plan, study.params.parse(everyName(params!)));
  const outputs = plan.build().nodes.flatMap(({ stage }) => Object.entries(stage.outputs as Contracts));
  return Object.fromEntries(
    outputs.flatMap(([name, output]) => (output.kind === 'table' ? [[name, Object.keys(output.columns)]] : [])),
  );
}

function undescribed({ description, properties = {} }: JsonSchema, path: string): readonly string[] {
  const within = Object.entries(properties).flatMap(([key, child]) => undescribed(child, `${path}.${key}`));
  return description === undefined ? [path, ...within] : within;
}

describe.each(modules.map((module) => [module.study.name, module] as const))('%s', (_, module) => {
  const { study, tables = {} } = module;

  test('says what every table and every column of its own holds', () => {
    const meanings = Object.entries(tables).map(([name, { columns }]) => [name, Object.keys(columns).sort()]);
    const columns = Object.entries(filled(module)).map(([name, own]) => [name, [...own].sort()]);
    expect(Object.fromEntries(meanings)).toEqual(Object.fromEntries(columns));
  });

  test('says it in phrases', () => {
    for (const { about, columns } of Object.values(tables)) {
      for (const phrase of [
        about,
        ...Object.values(columns).flatMap(({ unit = 'none', meaning }) => [unit, meaning]),
      ]) {
        expect(phrase).toMatch(/\S.*[^.\s]$|\.\.\.$/);
      }
    }
  });

  test('says what each of its parameters is', () => {
    const { properties } = studySchema(study) as Required<JsonSchema>;
    expect(undescribed(properties.params!, 'params')).toEqual([]);
  });
});
