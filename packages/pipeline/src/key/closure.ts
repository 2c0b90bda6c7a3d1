import { ALL, type Names } from './links.js';
import type { Module } from './module.js';

/** File URLs that an entry module reaches. */
export interface ModuleClosure {
  /** Files of the workspace. */
  readonly modules: ReadonlySet<string>;
  /** Files of packages under node_modules: one for each way in, not followed further. */
  readonly externals: ReadonlySet<string>;
  /**
   * What the names that a module imports are bound to: of each module in `modules` the files it names, and of each barrel
   * that was looked through the names that were looked for.
   */
  readonly bindings: ReadonlyMap<string, readonly Binding[]>;
  /** Files of the workspace that threads or processes of the stage's own may read, and with them what these import. */
  readonly opened: ReadonlySet<string>;
}

/** A name, as it is written, and the file that it leads to. */
export interface Binding {
  readonly name: string;
  readonly url: string;
}

/** Where modules come from, by file URL. */
export interface Code {
  read(url: string): Module;
  /** Whether it counts by the version of its package, and is not read. */
  isExternal(url: string): boolean;
  /** Whether it does not count. */
  isLeftOut(url: string): boolean;
}

/**
 * The closure of a module under imports. A module that only re-exports (a barrel) is not in it unless it is taken whole; of
 * what it re-exports only the modules that provide an imported name are, and `bindings` has which: a barrel must have no
 * side effects.
 */
export function closureOf(entry: string, code: Code): ModuleClosure {
  const walk = new Walk(code);
  walk.visit(entry, ALL);
  return walk;
}

class Walk implements ModuleClosure {
  readonly modules = new Set<string>();
  readonly externals = new Set<string>();
  readonly bindings = new Map<string, Binding[]>();
  readonly #seen = new Map<string, Set<string>>();

  constructor(
    private readonly code: Code,
    readonly opened = new Set<string>(),
  ) {}

  visit(url: string, names: Names): void {
    if (!url.startsWith('file:') || this.code.isLeftOut(url)) return;
    if (this.code.isExternal(url)) {
      this.externals.add(url);
      return;
    }
    const seen = this.#seen.get(url) ?? new Set();
    this.#seen.set(url, seen);
    const fresh = (names === ALL ? [ALL] : [...names]).filter((name) => !seen.has(name));
    if (seen.has(ALL) || fresh.length === 0) return;
    for (const name of fresh) seen.add(name);

    const module = this.code.read(url);
    if (module.barrel && names !== ALL) {
      for (const name of fresh) this.#lookThrough(url, module, name);
      return;
    }
    this.modules.add(url);
    const targets = [...module.imports, ...module.reexports, ...module.stars.map((star) => ({ url: star }))];
    this.bindings.set(
      url,
      targets.map((target, i) => ({ name: String(i), url: target.url })),
    );
    for (const { url: target, names: taken } of module.imports) this.visit(target, taken);
    for (const { url: target, imported } of module.reexports) this.visit(target, namesOf(imported));
    for (const target of module.stars) this.visit(target, ALL);
    for (const file of module.files) this.#open(file);
  }

  /** A file that code names for whatever it does with it: it may be read, or run with all that it imports. */
  #open(url: string): void {
    this.visit(url, ALL);
    if (!url.startsWith('file:') || this.code.isExternal(url) || this.code.isLeftOut(url)) return;
    if (this.opened.has(url)) return;
    this.opened.add(url);
    // Of this thread or process of its own all modules count as files, also those that it opens in turn.
    const own = new Walk(this.code, this.opened);
    own.visit(url, ALL);
    for (const each of own.modules) this.opened.add(each);
  }

  #lookThrough(barrel: string, module: Module, name: string): void {
    const named = module.reexports.find((reexport) => reexport.exported === name);
    if (named !== undefined) {
      this.#bind(barrel, `${name} = ${named.imported}`, named.url);
      this.visit(named.url, namesOf(named.imported));
      return;
    }
    for (const target of module.stars) {
      if (!this.#mayProvide(target, name, new Set())) continue;
      this.#bind(barrel, name, target);
      this.visit(target, new Set([name]));
    }
  }

  #bind(barrel: string, name: string, url: string): void {
    const bindings = this.bindings.get(barrel) ?? [];
    bindings.push({ name, url });
    this.bindings.set(barrel, bindings);
  }

  /** Whether `export * from url` could give `name`; of an external package anything may come. */
  #mayProvide(url: string, name: string, asked: Set<string>): boolean {
    if (!url.startsWith('file:') || this.code.isExternal(url)) return true;
    if (asked.has(url)) return false;
    asked.add(url);
    const module = this.code.read(url);
    return (
      module.exports.has(name) ||
      module.reexports.some((reexport) => reexport.exported === name) ||
      module.stars.some((target) => this.#mayProvide(target, name, asked))
    );
  }
}

function namesOf(imported: string): Names {
  return imported === '*' ? ALL : new Set([imported]);
}
