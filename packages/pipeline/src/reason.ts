import type { Preimage } from './artifact-store.js';

/**
 * Why an instance has to run, as one sentence: what differs between its pre-image and the nearest one that was run before.
 *
 *     code: packages/kl/src/layer.ts
 *     param: sigmaW2 1.5 -> 1.6; input: activations changed
 *     new: kl was never run before
 */
export function reasonFor(wanted: Preimage, recorded: readonly Preimage[]): string {
  const nearest = nearestPreimage(wanted, recorded);
  if (nearest === null) return `new: ${wanted.stage} was never run before`;
  const differences = differencesOf(nearest, wanted);
  return differences.length === 0 ? 'object missing' : differences.join('; ');
}

/** The recorded pre-image that differs least: first in parameters, then in inputs, then in code; the newest of equals. */
export function nearestPreimage(wanted: Preimage, recorded: readonly Preimage[]): Preimage | null {
  let best: Preimage | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const candidate of recorded) {
    const cost =
      100 * parameterChanges(candidate, wanted).length +
      10 * changed(candidate.inputs, wanted.inputs).length +
      (codeChanges(candidate, wanted).length > 0 ? 1 : 0);
    if (cost < least) {
      least = cost;
      best = candidate;
    }
  }
  return best;
}

/** Every difference as a phrase. */
export function differencesOf(before: Preimage, after: Preimage): readonly string[] {
  const code = codeChanges(before, after);
  return [
    ...(code.length > 0 ? [`code: ${listed(code)}`] : []),
    ...parameterChanges(before, after).map(({ key, from, to }) => `param: ${key} ${shown(from)} -> ${shown(to)}`),
    ...changed(before.inputs, after.inputs).map((name) => `input: ${name} changed`),
    ...(before.keyVersion === after.keyVersion ? [] : ['code: the key format of the engine changed']),
  ];
}

function codeChanges(before: Preimage, after: Preimage): string[] {
  const modules = changed(before.code.modules, after.code.modules);
  const old = new Set(before.code.externals);
  return [...modules, ...after.code.externals.filter((external) => !old.has(external))].concat(
    modules.length === 0 && before.code.externals.length > after.code.externals.length
      ? ['a package is no longer used']
      : [],
  );
}

function parameterChanges(before: Preimage, after: Preimage): { key: string; from: unknown; to: unknown }[] {
  const from = { ...before.stream, ...before.params };
  const to = { ...after.stream, ...after.params };
  return changed(from, to).map((key) => ({ key, from: from[key], to: to[key] }));
}

function changed(before: Readonly<Record<string, unknown>>, after: Readonly<Record<string, unknown>>): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]),
  );
}

function listed(items: readonly string[]): string {
  const shownItems = items.slice(0, 3).join(', ');
  return items.length > 3 ? `${shownItems} and ${items.length - 3} more` : shownItems;
}

function shown(value: unknown): string {
  return value === undefined ? 'none' : typeof value === 'string' ? value : JSON.stringify(value);
}
