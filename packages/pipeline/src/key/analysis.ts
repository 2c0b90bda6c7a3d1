import { createHash } from 'node:crypto';
import type { Program } from 'acorn';
import type { Digest } from '../records.js';
import { type Links, linksOf } from './links.js';
import { acorn } from './parser.js';
import { type Read, readsOf } from './unseen.js';

/** What the text of a JavaScript file says, wherever the file lies. */
export interface Analysis extends Links {
  /** Over the tokens as written, over the semicolons that line breaks stand for, and of whether it is a script. */
  readonly digest: Digest;
  /** Whether it is no ES module. */
  readonly isScript: boolean;
  readonly reads: readonly Read[];
}

/**
 * @param commonJs  whether it is no ES module unless it imports or exports something
 * @throws {SyntaxError} if it cannot be parsed.
 */
export function analyse(source: string, commonJs: boolean): Analysis {
  const { program, digest } = commonJs ? parsedAsEither(source) : parsed(source, 'module');
  const isScript = program.sourceType === 'script';
  return { digest, isScript, ...linksOf(program), reads: readsOf(program, source, isScript) };
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
  const hash = createHash('sha256').update(sourceType === 'script' ? 'script\u0000' : '');
  const program = acorn().parse(source, {
    ecmaVersion: 'latest',
    sourceType,
    allowReturnOutsideFunction: sourceType === 'script',
    onToken: ({ start, end }) => hash.update(`${source.slice(start, end)}\u0000`),
    onInsertedSemicolon: () => hash.update('\u0001'),
  });
  return { program, digest: hash.digest('hex') };
}
