import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import nodeModule from 'node:module';
import { fileURLToPath } from 'node:url';
import { type Program, parse } from 'acorn';
import type { Digest } from '../records.js';
import { type Links, linksOf, NO_LINKS } from './links.js';
import { type Reads, readsOf } from './unseen.js';

/** One file of a module closure: what it holds, as a digest, what it imports, and what else it reads. */
export interface Module extends Links, Omit<Reads, 'modules'> {
  readonly digest: Digest;
  /** SHA-256 of its bytes: what counts of a module that is opened as a file. */
  readonly bytes: Digest;
  /** The text of an ES module, which worker threads execute as it is here; null for any other file. */
  readonly source: string | null;
}

/**
 * Reads a JavaScript module, or any other file as an asset.
 *
 * @param commonJs  whether a file that ends in .js is no ES module unless it imports or exports something
 * @throws {Error} naming the file that cannot be read, parsed or resolved.
 */
export function readModule(url: string, commonJs: boolean): Module {
  const file = fileURLToPath(url);
  try {
    if (/\.[cm]?ts$/.test(file)) return parseModule(withoutTypes(readFileSync(file, 'utf8')), url, /\.cts$/.test(file));
    if (/\.cjs$/.test(file)) return parseModule(readFileSync(file, 'utf8'), url, true);
    if (/\.m?js$/.test(file)) return parseModule(readFileSync(file, 'utf8'), url, commonJs && !/\.mjs$/.test(file));
    return asset(readFileSync(file));
  } catch (error) {
    throw new Error(`code of a stage: ${file}: ${(error as Error).message}`, { cause: error });
  }
}

function asset(bytes: Uint8Array): Module {
  const digest = createHash('sha256').update(bytes).digest('hex');
  return { ...NO_LINKS, digest, bytes: digest, files: [], absent: [], unseen: [], source: null };
}

/** The digest is over the tokens as written, and over the semicolons that line breaks stand for. */
function parseModule(source: string, url: string, commonJs: boolean): Module {
  const { program, digest } = commonJs ? parsedAsEither(source) : parsed(source, 'module');
  const script = program.sourceType === 'script';
  const links = linksOf(program, url);
  const { modules, ...reads } = readsOf(program, source, url, script);
  return {
    ...links,
    ...reads,
    imports: [...links.imports, ...modules.map((each) => ({ url: each, names: 'all' as const }))],
    // Whatever else a module reads is something that it does.
    barrel: links.barrel && modules.length + reads.files.length + reads.unseen.length === 0 && !script,
    digest,
    bytes: createHash('sha256').update(source).digest('hex'),
    source: script ? null : source,
  };
}

/** TypeScript as Node executes it where it does: without its types. @throws {Error} on a Node that does not. */
function withoutTypes(source: string): string {
  const { stripTypeScriptTypes } = nodeModule as { stripTypeScriptTypes?: (source: string) => string };
  if (stripTypeScriptTypes === undefined) throw new Error('is TypeScript, which this Node does not execute; build it.');
  return stripTypeScriptTypes(source);
}

/** A .js file of a package that says nothing of its type: a module if it imports or exports something, as Node takes it. */
function parsedAsEither(source: string): { readonly program: Program; readonly digest: Digest } {
  try {
    return parsed(source, 'script');
  } catch {
    return parsed(source, 'module');
  }
}

function parsed(source: string, sourceType: 'module' | 'script') {
  const hash = createHash('sha256');
  const program = parse(source, {
    ecmaVersion: 'latest',
    sourceType,
    allowReturnOutsideFunction: sourceType === 'script',
    onToken: ({ start, end }) => hash.update(`${source.slice(start, end)}\u0000`),
    onInsertedSemicolon: () => hash.update('\u0001'),
  });
  return { program, digest: hash.digest('hex') };
}
