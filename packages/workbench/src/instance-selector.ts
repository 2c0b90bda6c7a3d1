import { didYouMean } from '@rgflow/pipeline';
import type { Labelled } from './instance-label.js';
import { UsageError } from './usage-error.js';

/**
 * The instances that `kl` or `kl@{sigmaW2=1.5,snapshot=final}` names. A key may also be written as its column
 * (`sigma_w2`) or with its path (`network.sigmaW2`).
 *
 * @throws {UsageError} if there is no such stage, key or instance; the message gives the nearest names, or the values there
 *   are.
 */
export function selectInstances<N extends Labelled>(
  { nodes }: { readonly nodes: readonly N[] },
  selector: string,
): readonly N[] {
  const [, stage, values] = /^([^@{]+)(?:@?\{(.*)\})?$/.exec(selector.trim()) ?? [];
  if (stage === undefined) {
    throw new UsageError(`${selector}: expected a stage, or some of its instances as in 'kl@{sigmaW2=1.5,seed=0}'`);
  }
  const stages = [...new Set(nodes.map((node) => node.stage.name))];
  if (!stages.includes(stage)) throw new UsageError(`${stage}: there is no such stage${didYouMean(stage, stages)}`);

  let selected = nodes.filter((node) => node.stage.name === stage);
  for (const condition of conditionsOf(values ?? '')) {
    const [, given = '', value = ''] = /^\s*([^=]*?)\s*(?:=\s*(.*?)\s*)?$/s.exec(condition) ?? [];
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

/** The parts between commas, but for those inside of a list or of an object: `noise=[1,0.1],seed=0` is two. */
function conditionsOf(values: string): readonly string[] {
  const parts = [''];
  let depth = 0;
  for (const character of values) {
    if ('[{'.includes(character)) depth++;
    if (']}'.includes(character)) depth--;
    if (character === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += character;
  }
  return parts.filter((text) => text.trim() !== '');
}

/** `network.sigma_w2` and `sigmaW2` name the same. */
function plain(key: string): string {
  return key
    .slice(key.lastIndexOf('.') + 1)
    .replace(/_/g, '')
    .toLowerCase();
}

/** `1.0` names 1, and `[1, 0.1]` the list that is written without the space. */
function sameValue(value: unknown, text: string): boolean {
  return typeof value === 'number'
    ? text !== '' && Number(text) === value
    : String(value) === text || jsonText(text) === value;
}

/** The text without its spaces, if it is JSON; else null, as for what is no list. */
function jsonText(text: string): string | null {
  try {
    return JSON.stringify(JSON.parse(text));
  } catch {
    return null;
  }
}
