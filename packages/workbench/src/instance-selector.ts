import { didYouMean, type Plan, type PlanNode } from '@rgflow/pipeline';
import { stageNames } from './prepared-study.js';
import { UsageError } from './usage-error.js';

/**
 * The instances that `kl` or `kl@{sigmaW2=1.5,snapshot=final}` names. A key may also be written as its column
 * (`sigma_w2`) or with its path (`network.sigmaW2`).
 *
 * @throws {UsageError} if there is no such stage, key or instance; the message gives the nearest names, or the values there
 *   are.
 */
export function selectInstances(plan: Plan, selector: string): readonly PlanNode[] {
  const [, stage, values] = /^([^@{]+)(?:@?\{(.*)\})?$/.exec(selector.trim()) ?? [];
  if (stage === undefined) {
    throw new UsageError(`${selector}: expected a stage, or some of its instances as in 'kl@{sigmaW2=1.5,seed=0}'`);
  }
  const stages = stageNames(plan);
  if (!stages.includes(stage)) throw new UsageError(`${stage}: there is no such stage${didYouMean(stage, stages)}`);

  let selected = plan.nodes.filter((node) => node.stage.name === stage);
  for (const condition of (values ?? '').split(',').filter((text) => text.trim() !== '')) {
    const [given = '', value = ''] = condition.split('=').map((text) => text.trim());
    const keys = [...new Set(selected.flatMap(({ cell }) => Object.keys(cell)))];
    const key = keys.find((candidate) => plain(candidate) === plain(given));
    if (key === undefined)
      throw new UsageError(`${selector}: ${stage} has no parameter '${given}'${didYouMean(given, keys)}`);
    const matching = selected.filter(({ cell }) => key in cell && sameValue(cell[key], value));
    if (matching.length === 0) {
      const there = [...new Set(selected.map(({ cell }) => String(cell[key])))];
      const listed = there.length > 8 ? `${there.slice(0, 8).join(', ')}, ...` : there.join(', ');
      throw new UsageError(`${selector}: no instance has ${key}=${value}; there is ${listed}`);
    }
    selected = matching;
  }
  return selected;
}

/** `network.sigma_w2` and `sigmaW2` name the same. */
function plain(key: string): string {
  return key
    .slice(key.lastIndexOf('.') + 1)
    .replace(/_/g, '')
    .toLowerCase();
}

/** `1.0` names 1. */
function sameValue(value: unknown, text: string): boolean {
  return typeof value === 'number' ? text !== '' && Number(text) === value : String(value) === text;
}
