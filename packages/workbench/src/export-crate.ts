import type { ExportedFile, ExportedTable, RunProvenance } from './exported-tables.js';
import type { Licence } from './licence.js';

/** Files beside the tables describe them, and are described by the crate. */
const title = ({ run }: RunProvenance): string => `Tables of the run ${run.runId} of the study ${run.study}`;

/**
 * The content of `datapackage.json`: each table with its schema, after https://specs.frictionlessdata.io/data-package/.
 *
 * @param licence  nothing is said of one if none is given
 */
export function packageOf(known: RunProvenance, files: readonly ExportedFile[], licence?: Licence) {
  return {
    name: `${known.run.study}-${known.run.runId}`.toLowerCase().replace(/[^a-z0-9._-]/g, '-'),
    title: title(known),
    created: known.run.startedAt,
    ...(licence === undefined ? {} : { licenses: [licence] }),
    resources: files.flatMap(({ path, table, mediaType, bytes, sha256 }) =>
      table === null
        ? []
        : [
            {
              name: table.name,
              path,
              description: table.about,
              format: path.slice(path.lastIndexOf('.') + 1),
              mediatype: mediaType,
              bytes,
              hash: `sha256:${sha256}`,
              ...(path.endsWith('.csv') ? { profile: 'tabular-data-resource', encoding: 'utf-8' } : {}),
              schema: { fields: table.columns.map(fieldOf), missingValues: [''] },
            },
          ],
    ),
  };
}

function fieldOf({ name, type, unit, meaning }: ExportedTable['columns'][number]) {
  return { name, type: fieldType(type), description: meaning, ...(unit === null ? {} : { unit }) };
}

function fieldType(type: string): string {
  if (/^(DOUBLE|FLOAT|DECIMAL)/.test(type)) return 'number';
  if (/INT/.test(type)) return 'integer';
  return type === 'BOOLEAN' ? 'boolean' : 'string';
}

/**
 * The content of `ro-crate-metadata.json`: the run as an action that made the tables, after RO-Crate 1.1
 * (https://w3id.org/ro/crate/1.1) and Process Run Crate 0.5 (https://w3id.org/ro/wfrun/process/0.5).
 */
export function crateOf(known: RunProvenance, files: readonly ExportedFile[], licence?: Licence) {
  const { run, provenance } = known;
  const made = files.filter(({ table }) => table !== null);
  const action = `#${run.runId}`;
  const profile = 'https://w3id.org/ro/wfrun/process/0.5';
  const version = String(provenance.rgflow ?? 'unknown');
  const ended = { running: 'Active', complete: 'Completed', partial: 'Failed', interrupted: 'Failed' }[run.status];
  const noLicence = {
    '@id': '#no-licence',
    '@type': 'CreativeWork',
    name: 'No licence is given',
    description: 'Whoever made the tables has said nothing of a licence; ask before you use them.',
  };
  return {
    '@context': 'https://w3id.org/ro/crate/1.1/context',
    '@graph': [
      {
        '@id': 'ro-crate-metadata.json',
        '@type': 'CreativeWork',
        conformsTo: { '@id': 'https://w3id.org/ro/crate/1.1' },
        about: { '@id': './' },
      },
      {
        '@id': './',
        '@type': 'Dataset',
        name: title(known),
        description: `What rgflow found by the study ${run.study}: ${made.map(({ table }) => table!.name).join(', ')}.`,
        datePublished: run.endedAt ?? run.startedAt,
        license: { '@id': licence?.path ?? noLicence['@id'] },
        conformsTo: { '@id': profile },
        hasPart: files.map(({ path }) => ({ '@id': path })),
        mentions: { '@id': action },
      },
      { '@id': profile, '@type': 'CreativeWork', name: 'Process Run Crate', version: '0.5' },
      licence === undefined
        ? noLicence
        : {
            '@id': licence.path,
            '@type': 'CreativeWork',
            name: licence.name ?? licence.path,
            description: 'The licence of the tables.',
          },
      {
        '@id': action,
        '@type': 'CreateAction',
        name: `Run of the study ${run.study}`,
        description: `Executed ${run.executed} instances, ${run.hit} were there, ${run.failed} failed, ${run.skipped} were skipped.`,
        startTime: withOffset(run.startedAt),
        ...(run.endedAt === null ? {} : { endTime: withOffset(run.endedAt) }),
        actionStatus: `http://schema.org/${ended}ActionStatus`,
        instrument: { '@id': '#rgflow' },
        agent: { '@id': '#host' },
        object: { '@id': 'run.json' },
        result: made.map(({ path }) => ({ '@id': path })),
      },
      {
        '@id': '#rgflow',
        '@type': 'SoftwareApplication',
        name: 'rgflow',
        softwareVersion: version,
        description: 'How information flows under coarse-graining: studies as cached pipelines, results as SQL.',
      },
      { '@id': '#host', '@type': 'Organization', name: String(provenance.host ?? 'unknown') },
      ...files.map(({ path, table, mediaType, bytes, sha256 }) => ({
        '@id': path,
        '@type': 'File',
        name: path,
        description: table?.about || (DESCRIBED[path] ?? path),
        encodingFormat: mediaType,
        contentSize: String(bytes),
        sha256,
      })),
    ],
  };
}

/** `...Z` as the profile of the process wants it. */
function withOffset(time: string): string {
  return time.replace(/Z$/, '+00:00');
}

const DESCRIBED: Readonly<Record<string, string>> = {
  'run.json': 'The run: configuration, machine, versions, times.',
  'datapackage.json': 'The tables with type, unit and meaning of each column.',
};
