import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readJson } from './read-json.js';

/** All TypeScript of the packages of some modules, and behind modules of none, that was edited since it was built. */
export function unbuiltSources(urls: Iterable<string>): readonly string[] {
  const files = new Set<string>();
  const folders = new Set<string>();
  for (const url of urls) {
    const file = fileURLToPath(url);
    const found = /^(.*[\\/])dist[\\/](?!.*[\\/]dist[\\/])/.exec(file);
    if (found === null) files.add(file);
    else folders.add(join(found[1]!, 'dist'));
  }
  for (const folder of folders) {
    // With their types: without, Node asks of each name what it is.
    for (const { name, parentPath } of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (/\.([cm]?js|wasm)$/.test(name)) files.add(join(parentPath, name));
    }
  }
  return [...new Set([...files].map(unbuiltSource))].filter((source) => source !== null);
}

/**
 * The TypeScript behind a built module if it was edited since: what runs is what was built before. By its time stamp, and
 * by its text where the source map holds that. Of WebAssembly, the AssemblyScript beside the folder that it was built into.
 */
function unbuiltSource(file: string): string | null {
  const built = statSync(file, { throwIfNoEntry: false });
  if (built === undefined) return null;
  if (file.endsWith('.wasm')) {
    return assemblyOf(file).find((source) => statSync(source).mtimeMs > built.mtimeMs) ?? null;
  }
  const written = file.replace(/\.([cm]?)js$/, '.$1ts');
  if (written === file) return null;
  for (const source of [written.replace(/([\\/])dist([\\/])(?!.*[\\/]dist[\\/])/, '$1src$2'), written]) {
    const found = statSync(source, { throwIfNoEntry: false });
    if (found === undefined) continue;
    return found.mtimeMs > built.mtimeMs && !isSame(source, `${file}.map`) ? source : null;
  }
  return null;
}

function isSame(source: string, map: string): boolean {
  const texts = readJson<{ readonly sourcesContent?: readonly (string | null)[] }>(map)?.sourcesContent;
  return texts?.length === 1 && texts[0] === readFileSync(source, 'utf8');
}

function assemblyOf(wasm: string): readonly string[] {
  const folder = join(dirname(dirname(wasm)), 'assembly');
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) return [];
  return (readdirSync(folder, { recursive: true }) as string[])
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name));
}
