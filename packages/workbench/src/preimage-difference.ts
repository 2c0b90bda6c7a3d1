import type { Preimage } from '@rgflow/pipeline';

/** One thing that differs between two pre-images. `null` stands for 'not there'. */
export interface Difference {
  readonly kind: 'engine' | 'module' | 'package' | 'environment' | 'param' | 'stream' | 'input';
  readonly name: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** Everything that differs between two pre-images, down to the module, the package, the parameter and the input. */
export function preimageDifferences(before: Preimage, after: Preimage): readonly Difference[] {
  // Of another version of the key format only that is said: it names modules otherwise, and all would seem to differ.
  const sameFormat = before.keyVersion === after.keyVersion;
  return [
    ...different('engine', { keyVersion: before.keyVersion }, { keyVersion: after.keyVersion }),
    ...(sameFormat ? different('module', before.code.modules, after.code.modules) : []),
    ...different('package', versionsOf(before.code.externals), versionsOf(after.code.externals)),
    ...different('environment', before.code.environment ?? {}, after.code.environment ?? {}),
    ...different('param', before.params, after.params),
    ...different('stream', before.stream ?? {}, after.stream ?? {}),
    ...different('input', before.inputs, after.inputs),
  ];
}

function different(
  kind: Difference['kind'],
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): readonly Difference[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names
    .map((name): Difference => ({ kind, name, before: text(before[name]), after: text(after[name]) }))
    .filter((difference) => difference.before !== difference.after);
}

function text(value: unknown): string | null {
  return value === undefined ? null : typeof value === 'string' ? value : JSON.stringify(value);
}

/** Versions by package, joined where there are several of one. */
function versionsOf(externals: readonly string[]): Readonly<Record<string, string>> {
  const versions: Record<string, string> = {};
  for (const [name, version] of externals.map(splitVersion)) {
    versions[name] = versions[name] === undefined ? version : `${versions[name]}, ${version}`;
  }
  return versions;
}

/** `@scope/name@1.2.3` -> [`@scope/name`, `1.2.3`]. */
function splitVersion(external: string): [string, string] {
  const at = external.indexOf('@', 1);
  return [external.slice(0, at), external.slice(at + 1)];
}
