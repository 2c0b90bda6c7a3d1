import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** The path of a program of the folder `children`. */
export function childFile(name: string): string {
  return fileURLToPath(new URL(`./children/${name}.js`, import.meta.url));
}

/** Runs such a program, and kills it a while after its first words: its exit code, null if it was killed. */
export async function killedAfter(
  milliseconds: number,
  name: string,
  ...words: readonly string[]
): Promise<number | null> {
  const child = spawn(process.execPath, [childFile(name), ...words], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  setTimeout(() => child.kill('SIGKILL'), milliseconds).unref();
  const [code] = (await once(child, 'exit')) as [number | null];
  return code;
}
