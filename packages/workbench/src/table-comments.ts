import { type AnyStudy, parametersOf, type TableDeclaration } from '@rgflow/pipeline';
import type { ColumnMeaning, StudyModule } from '@rgflow/studies';

/**
 * The tables of a plan with what they and their columns hold, for people: of own columns as the study says it, of those that
 * are parameters as its `stageParameters` or its parameters say it.
 */
export function describeTables(
  tables: readonly TableDeclaration[],
  { study, tables: meanings = {}, stageParameters = {} }: StudyModule,
): readonly TableDeclaration[] {
  const parameters = parameterMeanings(study);
  return tables.map((table) => {
    const meaning = meanings[table.name];
    const ofCell = table.cellColumns.flatMap(({ name, key }): [string, string][] => {
      const told = stageParameters[key];
      const text = told === undefined ? parameters.get(key) : columnText(told);
      return text === undefined ? [] : [[name, text]];
    });
    const own = Object.entries(meaning?.columns ?? {}).map(([column, told]) => [column, columnText(told)]);
    return {
      ...table,
      ...(meaning === undefined ? {} : { comment: meaning.about }),
      comments: {
        study: 'the study of the run',
        name: 'what the results of the run are called',
        ...Object.fromEntries([...ofCell, ...own]),
      },
    };
  });
}

/** `nats; Kullback-Leibler divergence of a layer from the first`. */
function columnText({ unit, meaning }: ColumnMeaning): string {
  return unit === undefined ? meaning : `${unit}; ${meaning}`;
}

/**
 * Meanings of the parameters by the last part of their paths, as stages call them; what two parameters of one name differ in
 * is left out.
 */
function parameterMeanings({ params }: AnyStudy): ReadonlyMap<string, string> {
  const meanings = new Map<string, string>();
  const told = parametersOf(params).map(({ path, meaning }) => ({
    key: path.slice(path.lastIndexOf('.') + 1),
    meaning,
  }));
  for (const { key, meaning } of told) {
    const same = told.every((other) => other.key !== key || other.meaning === meaning);
    if (meaning !== undefined && same) meanings.set(key, meaning);
  }
  return meanings;
}
