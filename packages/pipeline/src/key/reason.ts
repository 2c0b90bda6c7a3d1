import { canonical } from '../plan/canonical.js';
import type { Preimage } from '../records.js';
import { codeText } from './recipe.js';

/**
 * Why an instance has to run, as one sentence: what differs between its pre-image and the nearest one that was run before.
 *
 *     code: @rgflow/kl/layer
 *     param: sigmaW2 1.5 -> 1.6; input: activations changed
 *     new: kl was never run before
 *
 * @param recorded  the recorded pre-images of the same stage, newest first
 */
export function reasonFor(wanted: Preimage, recorded: readonly Preimage[]): string {
  return new PreimageHistory(recorded).reasonFor(wanted);
}

/** The recorded pre-image that differs least: first in parameters, then in inputs, then in code; the newest of equals. */
export function nearestPreimage(wanted: Preimage, recorded: readonly Preimage[]): Preimage | null {
  return new PreimageHistory(recorded).nearest(wanted);
}

/** Every difference as a phrase. */
export function differencesOf(before: Preimage, after: Preimage): readonly string[] {
  // An older key names modules otherwise, so that all of them would seem to have changed.
  const sameFormat = before.keyVersion === after.keyVersion;
  const code = sameFormat ? codeChanges(before, after) : ['the key format of the engine changed'];
  const [from, to] = [valuesOf(before), valuesOf(after)];
  return [
    ...(code.length > 0 ? [`code: ${listed(code)}`] : []),
    ...changed(from, to).map((key) => `param: ${key} ${shown(from[key])} -> ${shown(to[key])}`),
    ...changed(before.inputs, after.inputs).map((name) => `input: ${name} changed`),
  ];
}

/** Among parameter values that were never run, the nearest is looked for in this many pre-images, the newest. */
const NEIGHBOURS = 500;

interface Entry {
  readonly preimage: Preimage;
  /** Canonical text of each parameter and stream value, by name. */
  readonly values: ReadonlyMap<string, string>;
}

/** The recorded pre-images of one stage, indexed so that the reasons of many instances are quick to find. */
export class PreimageHistory {
  readonly #newest: readonly Entry[];
  readonly #byValues = new Map<string, Entry[]>();
  readonly #byInputs = new Map<string, Entry[]>();

  /** @param recorded  newest first */
  constructor(recorded: readonly Preimage[]) {
    const entries = recorded.map((preimage) => ({ preimage, values: textsOf(preimage) }));
    for (const entry of entries) {
      append(this.#byValues, canonical(valuesOf(entry.preimage)), entry);
      append(this.#byInputs, canonical(entry.preimage.inputs), entry);
    }
    this.#newest = entries.slice(0, NEIGHBOURS);
  }

  reasonFor(wanted: Preimage): string {
    const nearest = this.nearest(wanted);
    if (nearest === null) return `new: ${wanted.stage} was never run before`;
    const differences = differencesOf(nearest, wanted);
    return differences.length === 0 ? 'object missing' : differences.join('; ');
  }

  nearest(wanted: Preimage): Preimage | null {
    const values = textsOf(wanted);
    let nearest: Preimage | null = null;
    let fewest = Number.POSITIVE_INFINITY;
    let least = Number.POSITIVE_INFINITY;
    for (const { preimage, values: recorded } of this.#candidates(wanted)) {
      const changes = differing(recorded, values, fewest);
      if (changes > fewest) continue;
      const otherInputs = Object.keys(wanted.inputs).filter((name) => preimage.inputs[name] !== wanted.inputs[name]);
      const rest = 10 * otherInputs.length + (codeText(preimage.code) === codeText(wanted.code) ? 0 : 1);
      if (changes === fewest && rest >= least) continue;
      nearest = preimage;
      fewest = changes;
      least = rest;
    }
    return nearest;
  }

  /** Those of the same parameters if there are any, else those of the same inputs, else the newest. */
  #candidates(wanted: Preimage): readonly Entry[] {
    const same = this.#byValues.get(canonical(valuesOf(wanted)));
    if (same !== undefined) return same;
    return this.#byInputs.get(canonical(wanted.inputs))?.slice(0, NEIGHBOURS) ?? this.#newest;
  }
}

function append(index: Map<string, Entry[]>, key: string, entry: Entry): void {
  const entries = index.get(key);
  if (entries === undefined) index.set(key, [entry]);
  else entries.push(entry);
}

function valuesOf({ stream, params }: Preimage): Readonly<Record<string, unknown>> {
  return { ...stream, ...params };
}

function textsOf(preimage: Preimage): ReadonlyMap<string, string> {
  return new Map(Object.entries(valuesOf(preimage)).map(([key, value]) => [key, textOf(value)]));
}

/** In how many values two pre-images differ; stops counting above `enough`. */
function differing(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>, enough: number): number {
  let count = 0;
  for (const key of a.keys()) if (!b.has(key)) count++;
  for (const [key, text] of b) {
    if (count > enough) break;
    if (a.get(key) !== text) count++;
  }
  return count;
}

function codeChanges(before: Preimage, after: Preimage): string[] {
  const packages = new Set(before.code.externals);
  const changes = [
    ...changed(before.code.modules, after.code.modules),
    ...after.code.externals.filter((external) => !packages.has(external)),
    ...changed(before.code.environment ?? {}, after.code.environment ?? {}).map((name) => `environment ${name}`),
  ];
  const fewer = changes.length === 0 && before.code.externals.length > after.code.externals.length;
  return fewer ? ['a package is no longer used'] : changes;
}

function changed(before: Readonly<Record<string, unknown>>, after: Readonly<Record<string, unknown>>): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (key) => before[key] !== after[key] && textOf(before[key]) !== textOf(after[key]),
  );
}

function textOf(value: unknown): string {
  return value === undefined ? '' : canonical(value);
}

function listed(items: readonly string[]): string {
  const shownItems = items.slice(0, 3).join(', ');
  return items.length > 3 ? `${shownItems} and ${items.length - 3} more` : shownItems;
}

function shown(value: unknown): string {
  return value === undefined ? 'none' : typeof value === 'string' ? value : JSON.stringify(value);
}
