import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { digestOf } from '../encode/arrow.js';
import type { Plan } from '../plan/plan.js';
import type { Digest, Preimage } from '../records.js';
import { Analyses } from './analyses.js';
import { type Binding, closureOf, type ModuleClosure } from './closure.js';
import { type CodeSnapshot, signatureOf, type WatchedFiles } from './code-snapshot.js';
import { ExternalVersions, folderOfPackage, type Installed, nameOf } from './external-versions.js';
import { type Module, readModule } from './module.js';
import { ModuleNames } from './module-name.js';
import { shownPath } from './shown-path.js';
import { checkDeclared, filesRead, type StageCode, valuesOf } from './stage-code.js';
import { unbuiltSources } from './unbuilt.js';

export type CodeVersion = Preimage['code'];

/**
 * The code version of a stage: which modules its entry reaches and what stands in them.
 *
 * The closure is taken over the built JavaScript. A module of the workspace counts by the SHA-256 of its tokens, so that
 * comments, white space and types do not. Any other file that the code names (`new URL('./x.wasm', import.meta.url)`) or
 * that the stage declares to read counts by the SHA-256 of its bytes; a package by name@version as it is installed, with all
 * that it depends on. A module that only re-exports is looked through: of `index.js` only the modules behind the imported
 * names count. Modules are named by their package and the path inside it. Of the engine only what turns bytes into the
 * inputs of a stage and its outputs into bytes counts, and that for every stage.
 *
 * Reading is cached per instance, so one instance is one frozen picture of the code.
 */
export class CodeFingerprint {
  readonly #modules = new Map<string, Module>();
  readonly #signatures = new Map<string, string>();
  readonly #versions = new Map<StageCode, CodeVersion>();
  readonly #versionsById = new Map<string, CodeVersion>();
  readonly #watched = new Map<string, WatchedFiles>();
  readonly #externals = new ExternalVersions();
  readonly #names = new ModuleNames();
  readonly #analyses: Analyses;
  #encoding: readonly ModuleClosure[] | null = null;

  constructor(analyses = Analyses.ofInstallation()) {
    this.#analyses = analyses;
  }

  /**
   * Reads the code of all stages of a plan at once: what is wrong with it is said before anything runs.
   *
   * @throws {CodeError | Error} as `codeVersion`
   */
  readAll({ nodes }: Plan): void {
    for (const stage of new Set(nodes.map((node) => node.stage))) this.codeVersion(stage);
  }

  /**
   * @throws {CodeError} if the code reads what neither it nor the stage names, or is not what the lock file says.
   * @throws {Error} if a module cannot be read, parsed or resolved; the message names it.
   */
  codeVersion(stage: StageCode): CodeVersion {
    const known = this.#versions.get(stage);
    if (known !== undefined) return known;
    const version = this.#versionOf(stage);
    this.#versions.set(stage, version);
    return version;
  }

  #versionOf(stage: StageCode): CodeVersion {
    const id = `${stage.name} ${stage.module}`;
    const known = this.#versionsById.get(id);
    if (known !== undefined) return known;
    const entry = stage.module;
    const closure = this.#closure(entry, (url) => this.#names.isEngine(url));
    const closures = [closure, ...this.#encodingClosures()];
    for (const url of closure.modules) {
      checkDeclared(stage, { name: this.#names.nameOf(url, entry), url }, this.#module(url).unseen);
    }
    const modules = new Set(closures.flatMap((each) => [...each.modules]));
    const barrels = [...closure.bindings].filter(([url]) => !modules.has(url));
    const reads = filesRead(stage);
    const externals = new Set(closures.flatMap((each) => [...each.externals]));
    const installed = new Map([...externals].flatMap((url) => [...this.#externals.treeOf(url)]));
    const absent = [...modules].flatMap((url) => this.#module(url).absent);
    const nameOfModule = this.#names.namesOf([...modules, ...barrels.map(([url]) => url), ...reads, ...absent], entry);
    const targetOf = this.#targets(nameOfModule, externals, installed);
    const files = [
      ...[...modules].flatMap((url) => this.#counted(url, targetOf, closures)),
      ...barrels.map(([url, bindings]) => barrel(url, bindings, targetOf)),
      ...reads.map(countedFile),
    ];
    const environment = valuesOf(stage);
    const version = {
      modules: digestsByName(files.map(({ url, digest }) => [nameOfModule(url), digest])),
      externals: externalsOf(installed),
      ...(Object.keys(environment).length === 0 ? {} : { environment }),
    };
    this.#versionsById.set(id, version);
    this.#analyses.save();
    const watched = files.flatMap(({ url, signature }) =>
      signature === null ? [] : [[fileURLToPath(url), signature]],
    );
    const manifests = [...installed.keys()].map((folder) => join(folder, 'package.json'));
    const own = [...modules].flatMap((url) => (this.#module(url).requires ? (this.#names.manifestOf(url) ?? []) : []));
    this.#watched.set(
      stage.name,
      Object.fromEntries([
        ...watched,
        ...manifests.map((path) => [path, signatureOf(path, false)]),
        ...own.map((path) => [path, signatureOf(path, true)]),
      ]),
    );
    return version;
  }

  /** What worker threads need so that they execute the code of the versions that were asked for, and no other. */
  snapshot(): CodeSnapshot {
    const sources = [...this.#modules].flatMap(([url, { source, targets }]) =>
      source === null ? [] : [[url, { source, targets }] as const],
    );
    return { sources: new Map(sources), encoder: ENCODER, watched: Object.fromEntries(this.#watched) };
  }

  /** TypeScript of the packages behind these versions that was edited after it was built: what runs is not what it says. */
  unbuilt(): readonly string[] {
    return unbuiltSources(this.#modules.keys()).map(shownPath).sort();
  }

  #closure(entry: string, isLeftOut: (url: string) => boolean): ModuleClosure {
    return closureOf(entry, {
      read: (url) => this.#module(url),
      isExternal: (url) => this.#names.isExternal(url, entry),
      isLeftOut,
    });
  }

  /** What makes a task of an instance, and what calls its stage. */
  #encodingClosures(): readonly ModuleClosure[] {
    this.#encoding ??= [ENCODER, TASKS].map((entry) => this.#closure(entry, () => false));
    return this.#encoding;
  }

  /** Names what a module leads to: modules as they count, the engine as one thing, packages with the path inside. */
  #targets(
    nameOfModule: (url: string) => string,
    externals: ReadonlySet<string>,
    installed: ReadonlyMap<string, Installed>,
  ): (url: string) => string {
    const several = namesOfSeveral(installed);
    return (url) => {
      if (!url.startsWith('file:')) return url;
      if (this.#names.isEngine(url)) return 'engine';
      if (!externals.has(url)) return nameOfModule(url);
      const folder = folderOfPackage(url);
      const name = nameOf(folder);
      return `${several.has(name) ? installed.get(folder)!.label : name}/${relative(folder, fileURLToPath(url)).split(sep).join('/')}`;
    };
  }

  /** A module with what its names are bound to, and what it names that is not there. */
  #counted(url: string, targetOf: (url: string) => string, closures: readonly ModuleClosure[]): readonly Counted[] {
    const opened = closures.some((closure) => closure.opened.has(url));
    const { digest, bytes, source, absent } = this.#module(url);
    const bindings = closures.flatMap((closure) => closure.bindings.get(url) ?? []);
    // What is opened as a file counts by all that is in it, and whoever opens it does so from the disk.
    const parts = [digest, ...(opened ? [bytes] : []), ...boundTo(bindings, targetOf)];
    const signature = source === null || opened ? this.#signatures.get(url)! : null;
    const whole = parts.length === 1 ? digest : digestOf(Buffer.from(parts.join('\n')));
    return [{ url, digest: whole, signature }, ...absent.map((missing) => ({ url: missing, ...ABSENT }))];
  }

  #module(url: string): Module {
    const known = this.#modules.get(url);
    if (known !== undefined) return known;
    // Before it is read: what is written afterwards has another.
    this.#signatures.set(url, signatureOf(fileURLToPath(url), true));
    const module = readModule(url, this.#names.isCommonJs(url), this.#analyses);
    this.#modules.set(url, module);
    return module;
  }
}

/** A file that counts into a code version. */
interface Counted {
  readonly url: string;
  readonly digest: Digest;
  /** What it was, if worker threads read it themselves; null for a module, which they are given. */
  readonly signature: string | null;
}

/** A barrel that was looked through: it counts by what it leads the asked names to. */
function barrel(url: string, bindings: readonly Binding[], targetOf: (url: string) => string): Counted {
  const digest = digestOf(Buffer.from([...new Set(boundTo(bindings, targetOf))].sort().join('\n')));
  return { url, digest, signature: null };
}

function boundTo(bindings: readonly Binding[], targetOf: (url: string) => string): readonly string[] {
  return bindings.map(({ name, url }) => `${name} ${targetOf(url)}`);
}

/** Two files of one name, as of two copies of a package, are numbered by their digests: by no place. */
function digestsByName(named: readonly (readonly [string, Digest])[]): Readonly<Record<string, Digest>> {
  const modules: Record<string, Digest> = {};
  for (const [name, digest] of [...named].sort((a, b) => (a.join(' ') < b.join(' ') ? -1 : 1))) {
    let free = name;
    for (let n = 2; free in modules; n++) free = `${name} (${n})`;
    modules[free] = digest;
  }
  return modules;
}

/** Packages by their labels, and of those of which there are several, which package finds which. */
function externalsOf(installed: ReadonlyMap<string, Installed>): readonly string[] {
  const several = namesOfSeveral(installed);
  const found = [...installed.values()].flatMap(({ label, dependencies }) => [
    label,
    ...dependencies
      .filter((folder) => several.has(nameOf(folder)))
      .map((folder) => `${label} > ${installed.get(folder)!.label}`),
  ]);
  return [...new Set(found)].sort();
}

/** The names of packages that are installed in more than one version. */
function namesOfSeveral(installed: ReadonlyMap<string, Installed>): ReadonlySet<string> {
  const labels = new Map<string, string>();
  const several = new Set<string>();
  for (const [folder, { label }] of installed) {
    const name = nameOf(folder);
    if ((labels.get(name) ?? label) !== label) several.add(name);
    labels.set(name, label);
  }
  return several;
}

const ABSENT = { digest: 'absent', signature: 'absent' };

/** What a stage declares to read: a file by its bytes, also where it is code, a folder by the names in it. */
function countedFile(url: string): Counted {
  const path = fileURLToPath(url);
  const signature = signatureOf(path, true);
  if (signature === 'absent') return { url, ...ABSENT };
  const isFolder = statSync(path).isDirectory();
  return {
    url,
    digest: digestOf(isFolder ? Buffer.from(readdirSync(path).sort().join('\n')) : readFileSync(path)),
    signature,
  };
}

/** The module that calls stages: as it is built, also where this file is not. */
const ENCODER = new URL('../../dist/encode/call.js', import.meta.url).href;
const TASKS = new URL('../../dist/encode/task.js', import.meta.url).href;
