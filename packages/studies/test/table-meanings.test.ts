import { type Contracts, PlanBuilder, studySchema } from '@rgflow/pipeline';
import { describe, expect, test } from 'vitest';
import { type PublishedStudy, studies } from '../src/index.js';
import { klEstimatorNames } from '../src/network/kl-estimators.js';

type Study = Required<PublishedStudy>;

/** Studies that say what their tables hold. */
const told = studies.filter((each): each is Study => each.tables !== undefined);

/** What to ask of a study that fills all its tables only if it is asked for more than by default. */
const FULL: Readonly<Record<string, object>> = {
  quickstart: { kl: { estimators: klEstimatorNames } },
  'relative-entropy': { kl: { estimators: klEstimatorNames } },
};

/** The tables that the stages of a study fill, with their own columns. */
async function filled({ study: load }: Study): Promise<Readonly<Record<string, readonly string[]>>> {
  const { study } = await load();
  const plan = new PlanBuilder();
  study.build(plan, study.params.parse(FULL[study.name] ?? {}));
  const outputs = plan.build().nodes.flatMap(({ stage }) => Object.entries(stage.outputs as Contracts));
  return Object.fromEntries(
    outputs.flatMap(([name, output]) => (output.kind === 'table' ? [[name, Object.keys(output.columns)]] : [])),
  );
}

interface Described {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Described>>;
}

function undescribed({ description, properties = {} }: Described, path: string): readonly string[] {
  const within = Object.entries(properties).flatMap(([key, child]) => undescribed(child, `${path}.${key}`));
  return description === undefined ? [path, ...within] : within;
}

describe.each(told.map((each) => [each.name, each] as const))('%s', (_, each) => {
  test('says what every table and every column of its own holds', async () => {
    const meanings = Object.entries(each.tables).map(([name, { columns }]) => [name, Object.keys(columns).sort()]);
    const columns = Object.entries(await filled(each)).map(([name, own]) => [name, [...own].sort()]);
    expect(Object.fromEntries(meanings)).toEqual(Object.fromEntries(columns));
  });

  test('says it in phrases', () => {
    for (const { about, columns } of Object.values(each.tables)) {
      for (const phrase of [
        about,
        ...Object.values(columns).flatMap(({ unit = 'none', meaning }) => [unit, meaning]),
      ]) {
        expect(phrase).toMatch(/\S.*[^.\s]$|\.\.\.$/);
      }
    }
  });

  test('says what each of its parameters is', async () => {
    const { properties } = studySchema((await each.study()).study) as Required<Described>;
    expect(undescribed(properties.params!, 'params')).toEqual([]);
  });
});

test('every study says it', () => {
  expect(told).toHaveLength(studies.length);
});
