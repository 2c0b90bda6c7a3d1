import type { Advised, Verified } from '@rgflow/workbench';
import { shortPath } from '@rgflow/workbench/study-text';
import { verify as verifyStore } from '@rgflow/workbench/verify';
import { defaultStore } from '@rgflow/workbench/workspace';
import { formatBytes } from '../bytes.js';
import { type Colors, colorsFor } from '../colors.js';
import { type ExitCode, exitCode } from '../exit-code.js';

interface VerifyOptions {
  readonly store?: string;
  readonly drop?: boolean;
  readonly json?: boolean;
}

/** Named at most; a disk that fails damages more than anyone reads. */
const MOST = 20;

/** Compares all that is in the store with its digests, and says what is damaged and what to do. */
export async function verify({ store = defaultStore(), drop, json }: VerifyOptions): Promise<ExitCode> {
  const verified = await verifyStore(store, { drop: drop === true });
  const text = json === true ? JSON.stringify(verified) : verifiedText(store, verified, colorsFor(process.stdout));
  process.stdout.write(`${text}\n`);
  return verified.damages.length === 0 ? exitCode.ok : exitCode.storeDamaged;
}

export function verifiedText(store: string, verified: Verified, colors: Colors): string {
  const { results, objects, bytes, tables, damages, advice } = verified;
  const name = colors.bold(shortPath(store));
  const whole = `${results} results, ${objects} objects (${formatBytes(bytes)}), ${tables} tables`;
  if (damages.length === 0) return `${name}: ${whole}: all as recorded`;
  const shown = damages.slice(0, MOST).map((damage) => damageLine(damage, colors));
  const more = damages.length > MOST ? [colors.dim(`and ${damages.length - MOST} more; --json has them all`)] : [];
  return [`${name}: ${whole}: ${damages.length} damaged`, ...shown, ...more, ...advice].join('\n');
}

function damageLine({ kind, name, output, instance, fault }: Advised, { red }: Colors): string {
  const short = shortName(kind, name);
  const of = output === null || output === name ? '' : ` of ${output}`;
  return `${red('damaged')}  ${short}${of}${instance === null ? '' : ` of ${instance}`}: ${fault}`;
}

function shortName(kind: Advised['kind'], name: string): string {
  if (kind === 'object') return `object ${name.slice(0, 12)}`;
  if (kind === 'summary') return `tensor ${name.slice(0, 12)}`;
  if (kind === 'run') return `run ${name}`;
  return kind === 'result' ? name.slice(0, 12) : name;
}
