import type { PlanNode } from '../plan/plan.js';
import type { Digest, Outcome, OutputRecord } from '../records.js';

/**
 * The objects of the 'head' outputs of an instance that is over, once a further instance of its stage has been built on
 * it: the next epoch block needs only the newest weights.
 *
 * None as long as a consumer has failed: trying again must not begin at the start of the chain. None where nothing was
 * executed: they went in an earlier run.
 */
export function supersededObjects(
  node: PlanNode,
  of: (node: PlanNode) => { readonly outcome: Outcome | null; readonly outputs: readonly OutputRecord[] | null },
): readonly Digest[] {
  const successors = node.consumers.filter((consumer) => consumer.stage === node.stage);
  if (successors.length === 0) return [];
  const outcomes = [node, ...node.consumers].map((each) => of(each).outcome);
  const settledWell = outcomes.every((outcome) => outcome === 'executed' || outcome === 'hit');
  if (!settledWell || !outcomes.includes('executed')) return [];
  const needed = new Set(successors.flatMap((successor) => of(successor).outputs!.flatMap((output) => output.objects)));
  return of(node).outputs!.flatMap((output) => {
    return node.keep[output.name] === 'head' ? output.objects.filter((digest) => !needed.has(digest)) : [];
  });
}
