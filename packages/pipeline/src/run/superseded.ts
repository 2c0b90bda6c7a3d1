import type { PlanNode } from '../plan/plan.js';
import type { Digest } from '../records.js';
import type { Instances } from './instances.js';

/**
 * The objects of the 'head' outputs of an instance that is over, once a further instance of its stage has been built on
 * it: the next epoch block needs only the newest weights.
 *
 * None as long as a consumer has failed: trying again must not begin at the start of the chain. None where nothing was
 * executed: they went in an earlier run.
 */
export function supersededObjects(node: PlanNode, instances: Pick<Instances, 'of' | 'outcomeOf'>): readonly Digest[] {
  // Of most there are none, and a list of none is an object too.
  if (!node.consumers.some((consumer) => consumer.stage === node.stage)) return NOTHING;
  const successors = node.consumers.filter((consumer) => consumer.stage === node.stage);
  const outcomes = [node, ...node.consumers].map((each) => instances.outcomeOf(each));
  const settledWell = outcomes.every((outcome) => outcome === 'executed' || outcome === 'hit');
  if (!settledWell || !outcomes.includes('executed')) return [];
  const needed = new Set(
    successors.flatMap((successor) => instances.of(successor).outputs!.flatMap((output) => output.objects)),
  );
  return instances.of(node).outputs!.flatMap((output) => {
    return node.keep[output.name] === 'head' ? output.objects.filter((digest) => !needed.has(digest)) : [];
  });
}

const NOTHING: readonly Digest[] = [];
