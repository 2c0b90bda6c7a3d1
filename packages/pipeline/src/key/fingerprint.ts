import { canonical } from '../plan/canonical.js';
import type { Digest, Preimage } from '../records.js';
import { closureOf } from './closure.js';
import { ExternalVersions } from './external-versions.js';
import { type Module, readModule } from './module.js';
import { ModuleNames } from './module-name.js';

export type CodeVersion = Preimage['code'];

/**
 * The code version of a stage: which modules its entry reaches and what stands in them.
 *
 * The closure is taken over the built JavaScript. A module of the workspace counts by the SHA-256 of its tokens, so that
 * comments, white space and types do not; a file that is reached as `new URL('./x.wasm', import.meta.url)` by the SHA-256 of
 * its bytes; an external package as name@version from the lock file. A module that only re-exports is looked through: of
 * `index.js` only the modules behind the imported names count. Modules are named by their package and the path inside it.
 *
 * Reading is cached per instance, so one instance is one frozen picture of the code.
 */
export class CodeFingerprint {
  readonly #modules = new Map<string, Module>();
  readonly #versions = new Map<string, CodeVersion>();
  readonly #externals = new ExternalVersions();
  readonly #names = new ModuleNames();

  /**
   * @param entry  file URL of the module that exports the stage
   * @throws {Error} if a module cannot be read, parsed or resolved; the message names it.
   */
  codeVersion(entry: string): CodeVersion {
    const known = this.#versions.get(entry);
    if (known !== undefined) return known;
    const closure = closureOf(entry, {
      read: (url) => this.#module(url),
      isExternal: (url) => this.#names.isExternal(url, entry),
    });
    const modules: Record<string, Digest> = {};
    const named = [...closure.modules].map(
      (url) => [this.#names.nameOf(url, entry), this.#module(url).digest] as const,
    );
    // By name and digest, never by place: two files of one name (a.js and a.mjs) are the same two wherever they lie.
    for (const [name, digest] of named.sort((a, b) => (a.join(' ') < b.join(' ') ? -1 : 1))) {
      let free = name;
      for (let n = 2; free in modules; n++) free = `${name} (${n})`;
      modules[free] = digest;
    }
    const externals = new Set([...closure.externals].map((url) => this.#externals.versionOf(url)));
    const version = {
      modules,
      externals: [...externals].sort(),
    };
    this.#versions.set(entry, version);
    return version;
  }

  /** The modules and packages that now differ from this picture of them; empty if it is still true. */
  changed(): readonly string[] {
    const now = new CodeFingerprint();
    const names = new Set<string>();
    for (const [entry, before] of this.#versions) {
      const after = now.codeVersion(entry);
      if (canonical(before) === canonical(after)) continue;
      for (const path of Object.keys({ ...before.modules, ...after.modules })) {
        if (before.modules[path] !== after.modules[path]) names.add(path);
      }
      for (const external of after.externals) if (!before.externals.includes(external)) names.add(external);
    }
    return [...names].sort();
  }

  #module(url: string): Module {
    const known = this.#modules.get(url);
    if (known !== undefined) return known;
    const module = readModule(url);
    this.#modules.set(url, module);
    return module;
  }
}
