import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { didYouMean } from '@rgflow/pipeline/did-you-mean';
import type { PublishedStudy } from '@rgflow/studies';
import { sqlLiteral } from './ask.js';
import { UsageError } from './usage-error.js';

/** Common table expressions that let each Parquet file of a folder be the table of its name, as `withTables` takes them. */
export function parquetTables(folder: string): readonly string[] {
  const files = readdirSync(folder).filter((file) => file.endsWith('.parquet'));
  return files.sort().map((file) => {
    const name = basename(file, '.parquet').replaceAll('"', '""');
    return `"${name}" as (from ${sqlLiteral(join(resolve(folder), file))})`;
  });
}

/**
 * Those of the folder that --tables names.
 *
 * @throws {UsageError} if there is no such folder, or no Parquet file in it.
 */
export function tablesOfFolder(folder: string): readonly string[] {
  if (!existsSync(folder) || !statSync(folder).isDirectory()) {
    throw new UsageError(`--tables ${folder}: there is no such folder; give one with Parquet files.`);
  }
  const tables = parquetTables(folder);
  if (tables.length > 0) return tables;
  throw new UsageError(`--tables ${folder}: no Parquet file is in it; give a folder such as docs/results/NAME.`);
}

/** The study that results are of, by their name: its own, or that with words after it, 'fixed-points-long'. */
export function studyOfResults(name: string, studies: readonly PublishedStudy[]): PublishedStudy | undefined {
  return studies
    .filter((study) => name === study.name || name.startsWith(`${study.name}-`))
    .sort((p, q) => q.name.length - p.name.length)[0];
}

/**
 * The closing table of a study as the table `closing`, and the tests behind it, where it is made of tests, as `claims`.
 *
 * @param name  A study, or results of one.
 * @throws {UsageError} if there is no such study.
 */
export async function tablesOfStudy(name: string, studies: readonly PublishedStudy[]): Promise<readonly string[]> {
  const found = studyOfResults(name, studies);
  if (found === undefined) {
    const names = studies.map((study) => study.name);
    throw new UsageError(`--study ${name}: there is no study of that name${didYouMean(name, names)}`);
  }
  const literal = sqlLiteral(found.name);
  const closing = `closing as (${await found.summary.query(literal)})`;
  return found.claims === undefined ? [closing] : [`claims as (${await found.claims(literal)})`, closing];
}
