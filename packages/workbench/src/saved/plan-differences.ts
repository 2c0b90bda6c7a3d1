import { differencesOf, type Preimage } from '@rgflow/pipeline';
import { type InstanceLabeller, labelInstances } from '../instance-label.js';
import type { PlannedInstance } from './planned-instances.js';
import type { SavedPlan } from './saved-plan.js';

/** Instances that are named of each difference. */
const SHOWN = 3;

type Planned = Pick<SavedPlan, 'code' | 'instances'>;

/**
 * In what a plan differs from a saved one: code of stages, instances, and instances that would have been hits and are to
 * run. What was to run and is a hit by now is no difference. A line for each; none if what would run is what was printed.
 *
 * @param reasonOf  why an instance of the present plan is to run, by its digest
 */
export function planDifferences(
  saved: Planned,
  present: Planned,
  reasonOf: (digest: string) => string,
): readonly string[] {
  const label = labelInstances([...saved.instances, ...present.instances]);
  const before = new Map(saved.instances.map((instance) => [instance.digest, instance]));
  const now = new Map(present.instances.map((instance) => [instance.digest, instance]));
  const more = present.instances.filter(({ digest }) => !before.has(digest));
  const fewer = saved.instances.filter(({ digest }) => !now.has(digest));
  const isOf = (others: readonly PlannedInstance[]) => {
    const labels = new Set(others.map((other) => labelOf(other, label)));
    return (instance: PlannedInstance) => labels.has(labelOf(instance, label));
  };
  const [isFewer, isMore] = [isOf(fewer), isOf(more)];
  const code = codeDifferences(saved, present);
  const lines = [
    ...code,
    ...told(
      more.filter((instance) => !isFewer(instance)),
      label,
      'more than in the plan',
    ),
    ...told(
      fewer.filter((instance) => !isMore(instance)),
      label,
      'of the plan no longer there',
    ),
    ...told(more.filter(isFewer), label, 'with other parameters, inputs, random streams or keeping'),
  ];
  // What is not the same code or the same instance is to run for that.
  if (lines.length > 0) return lines;
  const lost = present.instances.filter(({ digest, outcome }) => {
    return outcome === 'run' && before.get(digest)!.outcome === 'hit';
  });
  return told(lost, label, 'that were hits then, and are to run now', ({ digest }) => reasonOf(digest));
}

function codeDifferences(saved: Planned, present: Planned): readonly string[] {
  return Object.keys(present.code).flatMap((stage) => {
    const [before, after] = [saved.code[stage], present.code[stage]];
    if (before === undefined || after === undefined) return [];
    const differences = differencesOf(ofCode(stage, before), ofCode(stage, after));
    return differences.map((difference) => `${stage}: another ${difference}`);
  });
}

function ofCode(stage: string, code: Preimage['code']): Preimage {
  return { keyVersion: 0, stage, code, params: {}, inputs: {}, stream: null };
}

/** `kl: 2 instances more than in the plan: kl@{seed=1}, kl@{seed=2}` */
function told(
  instances: readonly PlannedInstance[],
  label: InstanceLabeller,
  what: string,
  whyOf: ((instance: PlannedInstance) => string) | null = null,
): readonly string[] {
  const stages = new Map<string, PlannedInstance[]>();
  for (const instance of instances) {
    const { name } = instance.stage;
    stages.set(name, [...(stages.get(name) ?? []), instance]);
  }
  return [...stages].map(([stage, all]) => {
    const some = all.slice(0, SHOWN).map((instance) => labelOf(instance, label));
    const names = `${some.join(', ')}${all.length > SHOWN ? ` and ${all.length - SHOWN} more` : ''}`;
    const why = whyOf === null ? '' : ` (${whyOf(all[0]!)})`;
    return `${stage}: ${all.length} ${all.length === 1 ? 'instance' : 'instances'} ${what}: ${names}${why}`;
  });
}

function labelOf({ stage, cell }: PlannedInstance, label: InstanceLabeller): string {
  return label(stage.name, cell);
}
