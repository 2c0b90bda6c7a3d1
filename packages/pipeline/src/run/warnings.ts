import type { CodeFingerprint } from '../key/fingerprint.js';
import type { PlanNode } from '../plan/plan.js';
import type { OutputRecord } from '../records.js';

/** Workers load modules when they need them, so code that changed during a run may have been mixed; null if none did. */
export function changedCode(code: CodeFingerprint): string | null {
  const changed = code.changed();
  if (changed.length === 0) return null;
  return `the code changed while the run was going on (${changed.join(', ')}); what was executed may mix both versions. Run those stages again with --force.`;
}

/** The alarm for a stage whose second execution gave other bytes than its first. */
export function* irreproducible(
  node: PlanNode,
  before: readonly OutputRecord[],
  after: readonly OutputRecord[],
): Generator<string> {
  for (const { name, digest } of after) {
    const known = before.find((record) => record.name === name);
    if (known === undefined || known.digest === digest) continue;
    const instance = `${node.stage.name as string} ${JSON.stringify(node.cell)}`;
    yield `${instance}: output '${name}' differs from the last execution with the same key; the stage is not reproducible.`;
  }
}
