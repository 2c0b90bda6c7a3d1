import type { AnyStage } from '../declare/stage.js';
import type { EncodedOutput } from '../encode/call.js';
import type { AuditRecord, Digest, OutputRecord, TensorSummary } from '../records.js';
import type { ResultStore } from '../result-store.js';
import { largestDifference } from './largest-difference.js';

/** What an audit found of an output, or of an instance as a whole. */
export type Finding = Pick<AuditRecord, 'output' | 'outcome'> & Partial<AuditRecord>;

/** A result as the store has it. */
interface Recorded {
  readonly stage: AnyStage;
  readonly recipeKey: Digest;
  readonly outputs: readonly OutputRecord[];
}

/**
 * Compares what a stage gave now with what is recorded of it: digests, the summaries of tensors, and of tables the rows that
 * SQL shows. Outputs that the stage no longer declares are nobody's.
 *
 * @param other  that it was recorded with other numerics, so that another digest says nothing; null if it was not
 */
export async function compareOutputs(
  { stage, recipeKey, outputs }: Recorded,
  given: readonly EncodedOutput[],
  other: string | null,
  store: Pick<ResultStore, 'read' | 'shownOtherwise'>,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const recorded of outputs) {
    const { name: output, digest, kind, objects } = recorded;
    const now = given.find(({ record }) => record.name === output);
    if (now === undefined) continue;
    const digests = { recorded: digest, found: now.record.digest };
    if (now.record.digest === digest) {
      // A table is kept twice: as an object, and as the rows that SQL shows.
      const note =
        kind === 'table' ? await store.shownOtherwise(recipeKey, recorded) : summarisedOtherwise(recorded, now.record);
      findings.push({ output, outcome: note === null ? 'equal' : 'different', ...digests, note });
      continue;
    }
    const kept = await Promise.all(objects.map((object) => store.read(object)));
    const difference = largestDifference(
      stage.outputs[output],
      kept,
      now.objects.map(({ bytes }) => bytes),
    );
    findings.push({
      output,
      outcome: other === null ? 'different' : 'unchecked',
      ...digests,
      largestDifference: difference.value,
      note: [other, difference.note].filter((text) => text !== null).join('; ') || null,
    });
  }
  return findings;
}

/** How the summaries of tensors differ from those of the tensors themselves, as a sentence; null if they do not. */
function summarisedOtherwise(recorded: OutputRecord, found: OutputRecord): string | null {
  const [before, after] = [recorded.tensors ?? [], found.tensors ?? []];
  const textOf = (tensor: TensorSummary | undefined): string =>
    JSON.stringify(tensor, Object.keys(tensor ?? {}).sort());
  // An empty tensor has no mean to compare.
  const place = after.findIndex((tensor, i) => !tensor.shape.includes(0) && textOf(before[i]) !== textOf(tensor));
  if (place === -1 && before.length === after.length) return null;
  return `the summary of tensor ${Math.max(place, 0)} (layer, shape, mean, variance, range) is not that of the tensor`;
}
