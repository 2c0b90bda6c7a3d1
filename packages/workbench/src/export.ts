import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DuckDbStore } from '@rgflow/store';
import { formatQuery } from '@rgflow/store/format';
import { writeParquet } from '@rgflow/store/format-parquet';
import { makeFolder } from '@rgflow/store/make-folder';
import { openToRead } from '@rgflow/store/open-to-read';
import { studies as ours, type PublishedStudy } from '@rgflow/studies';
import { Field, Schema, Table, tableFromIPC, tableToIPC } from 'apache-arrow';
import { askStore, sqlLiteral } from './ask.js';
import { removeEarlier } from './earlier-export.js';
import { crateOf, packageOf } from './export-crate.js';
import { stateRemarks } from './exported-state.js';
import { type ExportedFile, type ExportedTable, type RunProvenance, tablesOfRun } from './exported-tables.js';
import { licenceOf } from './licence.js';
import { findRun, type StoredRun } from './runs.js';
import { UsageError } from './usage-error.js';
import { defaultStore } from './workspace.js';

export type ExportFormat = 'parquet' | 'csv' | 'arrow';

export interface ExportOptions {
  readonly store?: string | undefined;
  /** Folder that the files are written to; made if it is not there. */
  readonly output: string;
  readonly format: ExportFormat;
  /** Only these tables. */
  readonly tables?: readonly string[] | undefined;
  /** Adds `datapackage.json` and `ro-crate-metadata.json`. */
  readonly crate?: boolean | undefined;
  /** The licence of the data, for the crate: an SPDX identifier or an address. */
  readonly licence?: string | undefined;
}

const MEDIA: Readonly<Record<ExportFormat, string>> = {
  parquet: 'application/vnd.apache.parquet',
  csv: 'text/csv',
  arrow: 'application/vnd.apache.arrow.stream',
};

/** The files that were written, and what is to be said of them, a sentence each. */
export interface Exported {
  readonly files: readonly ExportedFile[];
  readonly remarks: readonly string[];
}

/**
 * Writes the tables of a run into a folder, a file each, with the unit and the meaning of each column and where the numbers
 * come from: in the metadata of Parquet and Arrow, and beside a CSV in `<table>.csv.json`. Also while a run goes on.
 *
 * @param name  the run: its id, the beginning of one, or a study, of which it is the newest run
 * @throws {UsageError} if there is no such run, it has no such table, or the licence is none.
 */
export async function exportRun(
  name: string,
  { store: file = defaultStore(), output, format, tables: names, crate = false, licence: word }: ExportOptions,
  studies: readonly PublishedStudy[] = ours,
): Promise<Exported> {
  if (word !== undefined && !crate)
    throw new UsageError(`--licence ${word}: is written into a crate; give --crate as well.`);
  const licence = word === undefined ? undefined : licenceOf(word);
  const store = await openToRead(file);
  try {
    const ask = askStore(store);
    const found = await findRun(ask, name);
    const at = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
    // It is in memory while a process has the file: else a run that is called so was killed.
    const running = store.file === ':memory:';
    const run: StoredRun = found.status === 'running' && !running ? { ...found, status: 'interrupted' } : found;
    const all = await tablesOfRun(ask, run, studies);
    const tables = names === undefined ? all : names.map((name) => tableNamed(all, name, run));
    const [row] = await ask(
      `select config::varchar as config, provenance::varchar as provenance from run where run_id = ${sqlLiteral(run.runId)}`,
    );
    const config: unknown = JSON.parse(String(row!.config));
    const provenance = JSON.parse(String(row!.provenance ?? '{}')) as Record<string, unknown>;
    const known = { run, config, provenance, ...(run.status === 'running' ? { at } : {}) };
    makeFolder(output);
    const files: ExportedFile[] = [];
    const write = (path: string, bytes: Uint8Array | string, mediaType: string, table: ExportedTable | null): void => {
      const content = typeof bytes === 'string' ? Buffer.from(bytes) : bytes;
      writeFileSync(join(output, path), content);
      const sha256 = createHash('sha256').update(content).digest('hex');
      files.push({ path, table, mediaType, bytes: content.length, sha256 });
    };
    for (const table of tables) {
      const path = `${table.name}.${format}`;
      write(path, await bytesOf(store, table, format, known), MEDIA[format], table);
      if (format === 'csv' && !crate) write(`${path}.json`, pretty(describe(table, known)), 'application/json', null);
    }
    if (crate) {
      write('run.json', pretty({ ...run, ...stateAt(known), config, provenance }), 'application/json', null);
      write('datapackage.json', pretty(packageOf(known, files, licence)), 'application/json', null);
      write('ro-crate-metadata.json', pretty(crateOf(known, files, licence)), 'application/ld+json', null);
    }
    const missing = (provenance.missing ?? []) as readonly string[];
    const remarks = await stateRemarks(run, { running, missing, at, ask });
    return { files, remarks: [...remarks, ...removeEarlier(output, new Set(files.map(({ path }) => path)))] };
  } finally {
    await store.close();
  }
}

function tableNamed(all: readonly ExportedTable[], name: string, { runId, study }: StoredRun): ExportedTable {
  const table = all.find((each) => each.name === name);
  if (table !== undefined) return table;
  const there = all.map((each) => each.name).join(', ') || 'none';
  throw new UsageError(`export: ${runId} of ${study} has no table ${name}; there are ${there}.`);
}

/** Of a run that goes on, when it was looked at. */
function stateAt({ at }: RunProvenance): { readonly exportedAt?: string } {
  return at === undefined ? {} : { exportedAt: at };
}

/** What is said of a table beside its numbers. */
function describe({ name, about, columns }: ExportedTable, known: RunProvenance) {
  const { runId, study, startedAt, endedAt, status } = known.run;
  return {
    table: name,
    about,
    columns: columns.map(({ name: column, type, unit, meaning }) => ({ name: column, type, unit, meaning })),
    provenance: {
      runId,
      study,
      status,
      startedAt,
      endedAt,
      ...stateAt(known),
      config: known.config,
      ...known.provenance,
    },
  };
}

async function bytesOf(
  store: DuckDbStore,
  table: ExportedTable,
  format: ExportFormat,
  known: RunProvenance,
): Promise<Uint8Array> {
  const { columns, provenance } = describe(table, known);
  const metadata = { about: table.about, columns: JSON.stringify(columns), provenance: JSON.stringify(provenance) };
  switch (format) {
    case 'csv':
      return formatQuery(store.queries, table.sql, 'csv');
    case 'parquet': {
      const parts: Uint8Array[] = [];
      const take = (part: Uint8Array): void => void parts.push(Uint8Array.from(part));
      await writeParquet(store.queries, table.sql, async (part) => take(part), undefined, metadata);
      return Buffer.concat(parts);
    }
    case 'arrow':
      return withMetadata(await formatQuery(store.queries, table.sql, 'arrow'), table, metadata);
    default:
      return format satisfies never;
  }
}

function withMetadata(
  arrow: Uint8Array,
  { columns }: ExportedTable,
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  const given = tableFromIPC(arrow);
  const fields = given.schema.fields.map((field) => {
    const { unit = null, meaning = '' } = columns.find(({ name }) => name === field.name) ?? {};
    const said = new Map([...(unit === null ? [] : [['unit', unit] as const]), ['meaning', meaning] as const]);
    return new Field(field.name, field.type, field.nullable, said);
  });
  const schema = new Schema(fields, new Map(Object.entries(metadata)), given.schema.dictionaries);
  return tableToIPC(new Table(schema, given.batches), 'stream');
}

function pretty(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
