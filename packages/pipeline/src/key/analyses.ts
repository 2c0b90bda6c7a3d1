import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, extname, join, sep } from 'node:path';
import type { Digest } from '../records.js';
import { type Analysis, analyse } from './analysis.js';

/**
 * What texts say, each analysed once: also across processes, in a file. An entry is found by the SHA-256 of its text alone,
 * so it is never out of date; a file that was written by other code of this folder, or is damaged, is passed over.
 */
export class Analyses {
  static #ofInstallation: Analyses | undefined;
  readonly #file: string | null;
  readonly #known: Map<string, Analysis>;
  #isNew = false;

  /** @param file  where they are kept; null for the memory alone. */
  constructor(file: string | null = null) {
    this.#file = file;
    this.#known = file === null ? new Map() : read(file);
  }

  /** In a folder beside the packages that are installed, where tools keep what they can make anew; once for a process. */
  static ofInstallation(): Analyses {
    Analyses.#ofInstallation ??= new Analyses(join(nodeModulesOf(), '.cache', 'rgflow', 'analyses.json'));
    return Analyses.#ofInstallation;
  }

  /** @throws {SyntaxError} if it cannot be parsed. */
  of(source: string, commonJs: boolean): Analysis {
    const digest = digestOf(source);
    const id = commonJs ? `${digest} commonJs` : digest;
    let analysis = this.#known.get(id);
    if (analysis === undefined) {
      analysis = analyse(source, commonJs);
      this.#isNew = true;
    } else this.#known.delete(id);
    // The last used is last, so that the file loses the oldest.
    this.#known.set(id, analysis);
    return analysis;
  }

  /** Keeps what is new. Where that cannot be written, the next process analyses again. */
  save(): void {
    if (this.#file === null || !this.#isNew) return;
    this.#isNew = false;
    const entries = JSON.stringify([...this.#known].slice(-MOST));
    const made = `${this.#file}.${process.pid}`;
    try {
      mkdirSync(dirname(this.#file), { recursive: true });
      writeFileSync(made, `${VERSION} ${digestOf(entries)}\n${entries}`);
      renameSync(made, this.#file);
    } catch {}
  }
}

/** Texts that are kept: of some hundred stages with all their past versions of a week. */
const MOST = 2000;

function read(file: string): Map<string, Analysis> {
  try {
    const [head, entries] = readFileSync(file, 'utf8').split('\n');
    if (head === `${VERSION} ${digestOf(entries!)}`) return new Map(JSON.parse(entries!) as [string, Analysis][]);
  } catch {}
  return new Map();
}

function digestOf(text: string): Digest {
  return createHash('sha256').update(text).digest('hex');
}

const require = createRequire(import.meta.url);
const versionOf = (name: string): string => (require(`${name}/package.json`) as { readonly version: string }).version;

/** Of the code that analyses: what other code has written says nothing. */
const VERSION = digestOf(
  ['analysis', 'links', 'unseen', 'syntax']
    .map((name) => readFileSync(new URL(`./${name}${extname(import.meta.url)}`, import.meta.url), 'utf8'))
    .join('\n') + ['acorn', 'acorn-walk'].map(versionOf).join(' '),
);

/** The node_modules that this package finds its dependencies in. */
function nodeModulesOf(): string {
  const found = require.resolve('acorn');
  return found.slice(0, found.lastIndexOf(`${sep}acorn${sep}`));
}
