import type { PlanNode } from '../plan/plan.js';
import type { AcceptanceRecord, AuditRecord, Numerics, StoredOutput } from '../records.js';
import type { Instance } from './instance.js';
import { wantsMemory } from './pool.js';

/** What runs is what was built, not what was written since; null if that is the same. */
export function notBuilt(sources: readonly string[]): string | null {
  if (sources.length === 0) return null;
  const named = sources.slice(0, 3).join(', ') + (sources.length > 3 ? ` and ${sources.length - 3} more` : '');
  return `edited but not built: ${named}. What runs is the code as it was built before; npm run build builds it.`;
}

/** An instance whose thread came to its end under it runs once more. */
export function lostThread({ message }: Error): string {
  return `its thread was lost (${message}); it is tried once more.`;
}

/** What an instance fails by whose thread was lost twice, with what to do where that is known. */
export function lostAgain(error: Error): Error {
  const lost = `its thread was lost twice (${error.message})`;
  if (!wantsMemory(error)) return new Error(`${lost}.`);
  return new Error(
    `${lost}: it takes more memory than a thread may; make it smaller, or allow threads more by the environment variable ` +
      'NODE_OPTIONS=--max-old-space-size=8192, in megabytes.',
  );
}

/**
 * The alarm for a stage whose second execution gave other bytes than its first, or other bytes than earlier code whose
 * results were accepted as its own.
 */
export function* irreproducible(
  node: PlanNode,
  { before, accepted }: Pick<Instance, 'before' | 'accepted'>,
  after: readonly StoredOutput[],
  numerics: { readonly before: Numerics; readonly after: Numerics },
): Generator<string> {
  for (const { name, digest } of after) {
    const known = before?.find((record) => record.name === name);
    if (known === undefined || known.digest === digest) continue;
    const instance = `${node.stage.name as string} ${JSON.stringify(node.cell)}`;
    const [link] = accepted;
    yield link === undefined || !sameWay(numerics)
      ? `${instance}: output '${name}' differs from the last execution with the same key; ${because(numerics)}.`
      : `${instance}: output '${name}' differs from that of the earlier code, which was accepted because "${link.because}"; ` +
        `the change is not harmless. \`rgflow accept ${link.stage} --undo\` takes that back.`;
  }
}

/** The alarm for a recorded result that its code does not give. */
export function auditAlarm(record: AuditRecord, accepted: readonly AcceptanceRecord[]): string {
  const { stage, cell, output, outcome, recorded, found, largestDifference, note } = record;
  const instance = `${stage} ${JSON.stringify(cell)}`;
  const remedy = accepted.length > 0 ? `rgflow accept ${stage} --undo` : `--force ${stage}`;
  const whose = accepted.length > 0 ? 'its present code, as which it was accepted,' : 'its code';
  if (outcome === 'failed') return `${instance}: is recorded, but ${whose} fails: ${note}`;
  const size = largestDifference === null ? '' : `; largest difference ${Number(largestDifference.toPrecision(3))}`;
  if (outcome === 'unchecked') {
    return `${instance}: was drawn for the audit and could not be checked${output === null ? '' : `, output '${output}'`}${size}: ${note}`;
  }
  // The result is right, and what is shown of it is not.
  if (recorded === found) return `${instance}: output '${output}': ${note}. \`--force ${stage}\` has it shown anew.`;
  return (
    `${instance}: output '${output}' is not what ${whose} gives: recorded ${recorded!.slice(0, 8)}, found ${found!.slice(0, 8)}` +
    `${size}${note === null ? '' : `${size === '' ? ';' : ''} ${note}`}. \`${remedy}\` has it made anew.`
  );
}

/** Says which results of earlier code a run has served, and on whose word; null if none. */
export function servedAccepted(
  hits: Iterable<readonly [stage: string, accepted: readonly AcceptanceRecord[]]>,
): string | null {
  const served = new Map<string, { count: number; records: Set<AcceptanceRecord> }>();
  for (const [stage, accepted] of hits) {
    if (accepted.length === 0) continue;
    const entry = served.get(stage) ?? { count: 0, records: new Set() };
    entry.count++;
    for (const record of accepted) entry.records.add(record);
    served.set(stage, entry);
  }
  if (served.size === 0) return null;
  const stages = [...served].map(([stage, { count, records }]) => {
    const words = [...records].map(({ because, by }) => `"${because}", ${by}`);
    return `${stage} (${count}: ${words.join('; ')})`;
  });
  return `results of earlier code, accepted as those of the present: ${stages.join(', ')}`;
}

function because({ before, after }: { readonly before: Numerics; readonly after: Numerics }): string {
  if (sameWay({ before, after })) return 'the stage is not reproducible';
  return `that was computed with ${namesOf(before)}, this with ${namesOf(after)}`;
}

function sameWay({ before, after }: { readonly before: Numerics; readonly after: Numerics }): boolean {
  return namesOf(before) === namesOf(after);
}

function namesOf(numerics: Numerics): string {
  return [...new Set(Object.values(numerics).flat())].sort().join('; ');
}
