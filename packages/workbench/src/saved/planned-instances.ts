import { canonical, digestOf, type Forecast, type Plan, type PlanNode } from '@rgflow/pipeline';
import type { Labelled } from '../instance-label.js';

/** An instance as a saved plan has it. */
export interface PlannedInstance extends Labelled {
  /** What tells it from every other: stage, parameters, stream, what it takes and what is kept; not its code. */
  readonly digest: string;
  readonly outcome: Forecast['outcome'];
}

/** Hexadecimal digits of a digest: 80 bits tell a million instances apart. */
const DIGITS = 20;

/** What tells each instance of a plan from every other, here and in another expansion of it. */
export function instanceDigests({ nodes }: Plan): readonly string[] {
  const digests: string[] = [];
  for (const node of nodes) digests.push(digestOfInstance(node, digests));
  return digests;
}

/** @param before  digests of what comes before it in the plan, its inputs among them */
function digestOfInstance(
  { stage, paramsText, streamText, inputs, keep }: PlanNode,
  before: readonly string[],
): string {
  const taken = Object.entries(inputs).map(([name, { node, output }]) => [name, [before[node.index]!, output]]);
  const text = canonical([stage.name, paramsText, streamText, Object.fromEntries(taken), { ...keep }]);
  return digestOf(Buffer.from(text)).slice(0, DIGITS);
}
