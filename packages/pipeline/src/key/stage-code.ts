import { readdirSync, realpathSync, statSync } from 'node:fs';
import { SourceMap, type SourceMapping } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { AnyStage } from '../declare/stage.js';
import { CodeError } from '../errors.js';
import { readJson } from './read-json.js';
import { shownPath } from './shown-path.js';
import type { Unseen } from './unseen.js';

/** What a stage says of its code. */
export type StageCode = Pick<AnyStage, 'name' | 'module' | 'reads' | 'environment' | 'provenance'>;

/**
 * Holds what the code of a stage reads against what the stage declares.
 *
 * @param module  the name and the URL of the module in which it was found
 * @throws {CodeError} naming the first place that nothing declares, with what to write.
 */
export function checkDeclared(
  stage: StageCode,
  module: { name: string; url: string },
  unseen: readonly Unseen[],
): void {
  const declared = new Set([...(stage.environment ?? []), ...(stage.provenance ?? [])]);
  if (declared.has(module.name)) return;
  for (const found of unseen) {
    const { kind, variable, text } = found;
    if (kind === 'variable' ? variable !== null && declared.has(variable) : (stage.reads ?? []).length > 0) continue;
    throw new CodeError(
      `${placeOf(module.url, found)}: the code of stage ${stage.name} reads what no key sees: ${text}. ${remedyOf(found, module.name)}`,
    );
  }
}

function remedyOf({ kind, variable }: Unseen, module: string): string {
  const beside = `provenance: ['${variable ?? module}']`;
  if (kind === 'variable') {
    return variable === null
      ? `Name the variable there (process.env.NAME), or declare it in the stage: ${beside} if no result depends on it.`
      : `Declare it in the stage: environment: ['${variable}'] puts its value into the key, ${beside} records it beside the result.`;
  }
  return `Name the file there (new URL('./name', import.meta.url), import('./name.js')), or declare it in the stage: reads: [new URL('./folder/', import.meta.url)] puts the bytes into the key, ${beside} says that no result depends on it.`;
}

/** What a stage says it reads, as URLs: files, and of folders what is in them, one by one, and the folders. */
export function filesRead({ name, reads = [] }: StageCode): readonly string[] {
  return reads.flatMap((each: URL | string) => {
    const url = new URL(each);
    if (url.protocol !== 'file:') throw new CodeError(`stage ${name}: reads ${url.href}, expected the URL of a file.`);
    return below(fileURLToPath(url), []).map((path) => pathToFileURL(path).href);
  });
}

/**
 * A file itself, also where it is not there; a folder with all below it by the paths that lead there, links followed, though
 * not into a folder around them.
 */
function below(path: string, around: readonly string[]): readonly string[] {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return [path];
  const folder = realpathSync(path);
  if (around.includes(folder)) return [path];
  const names = readdirSync(path).sort();
  return [path, ...names.flatMap((name) => below(join(path, name), [...around, folder]))];
}

/** The values that variables of the environment have now; null for one that is not set. */
export function valuesOf({ environment = [] }: StageCode): Readonly<Record<string, string | null>> {
  return Object.fromEntries([...environment].sort().map((name: string) => [name, process.env[name] ?? null]));
}

/** Where the code was written: by the source map, if there is one. */
function placeOf(url: string, { line, column }: Unseen): string {
  const file = fileURLToPath(url);
  const map = readJson<ConstructorParameters<typeof SourceMap>[0]>(`${file}.map`);
  const entry = map === null ? null : (new SourceMap(map).findEntry(line - 1, column) as Partial<SourceMapping>);
  if (entry?.originalSource !== undefined && entry.originalLine !== undefined) {
    const source = fileURLToPath(new URL(entry.originalSource, url));
    return `${shownPath(source)}:${entry.originalLine + 1}`;
  }
  return `${shownPath(file)}:${line}`;
}
