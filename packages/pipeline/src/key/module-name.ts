import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readJson } from './read-json.js';

/**
 * Names modules by their package and their path inside it, so that a checkout, a tarball and a moved workspace have the same
 * names: `packages/kl/dist/layer.js` of the package `@rgflow/kl` is `@rgflow/kl/layer`. Without `src/` and `dist/` and, of
 * code, the ending; any other file keeps its own: `@rgflow/kernels/kernels.wasm`. In a package without a name it is the path
 * alone, and where there is no package the path from the folder of the stage.
 */
export class ModuleNames {
  readonly #packages = new Map<string, Package | null>();
  readonly #installedAt = new Map<string, Installed | null>();

  /** @param entry  file URL of the module of the stage */
  nameOf(url: string, entry: string): string {
    const file = fileURLToPath(url);
    const home = this.#packageOf(dirname(file));
    const inside = pathBetween(home?.folder ?? dirname(fileURLToPath(entry)), file)
      .replace(/^(src|dist)\//, '')
      .replace(/\.[cm]?[jt]s$/, '');
    return home?.name === undefined ? inside : `${home.name}/${inside}`;
  }

  /** Names some modules, such that no two have one name: those that would have keep folders and ending. */
  namesOf(urls: Iterable<string>, entry: string): (url: string) => string {
    const known = new Map<string, string>();
    const taken = new Map<string, number>();
    for (const url of new Set(urls)) {
      const name = this.nameOf(url, entry);
      known.set(url, name);
      taken.set(name, (taken.get(name) ?? 0) + 1);
    }
    return (url) => {
      const name = known.get(url) ?? this.nameOf(url, entry);
      return (taken.get(name) ?? 0) > 1 ? this.#pathOf(url, entry) : name;
    };
  }

  /** Its package, or the one around that has a name, and its whole path inside it, with the ending. */
  #pathOf(url: string, entry: string): string {
    const file = fileURLToPath(url);
    let home = this.#packageOf(dirname(file));
    let folder = home?.folder ?? dirname(fileURLToPath(entry));
    while (home !== null && home.name === undefined) {
      home = this.#packageOf(dirname(home.folder));
      folder = home?.folder ?? folder;
    }
    const path = pathBetween(folder, file);
    return home === null ? path : `${home.name}/${path}`;
  }

  /** The package.json that says what the words of a module lead to; null if there is none. */
  manifestOf(url: string): string | null {
    const home = this.#packageOf(dirname(fileURLToPath(url)));
    return home === null ? null : join(home.folder, 'package.json');
  }

  /**
   * Whether a module counts by the version of its package instead of its content: what a package manager has put into
   * node_modules. Not so the stage's own house, rgflow's own packages, which may be installed there as tarballs, and a
   * checkout that happens to lie below a folder of that name.
   */
  isExternal(url: string, entry: string): boolean {
    const installed = this.#installed(url);
    if (installed === null || installed.folder === this.#installed(entry)?.folder) return false;
    const house = houseOf(installed.name);
    return house !== houseOf(ENGINE) && house !== this.#houseOfStage(entry);
  }

  /** Whether a module is a part of this engine. */
  isEngine(url: string): boolean {
    const file = fileURLToPath(url);
    const home = this.#packageOf(dirname(file));
    return home?.name === ENGINE && /^(src|dist)$/.test(relative(home.folder, file).split(sep)[0]!);
  }

  /** Whether a file that ends in .js is no ES module. */
  isCommonJs(url: string): boolean {
    return this.#packageOf(dirname(fileURLToPath(url)))?.type !== 'module';
  }

  /** The installed package that a file belongs to; null if a package manager did not put it where it is. */
  #installed(url: string): Installed | null {
    const file = fileURLToPath(url);
    const found = /^(.*[\\/]node_modules[\\/])((?:@[^\\/]+[\\/])?[^\\/]+)[\\/]/.exec(file);
    if (found === null) return null;
    const folder = `${found[1]}${found[2]}`;
    let installed = this.#installedAt.get(folder);
    if (installed === undefined) {
      const name = found[2]!.split(sep).join('/');
      const manifest = readJson<{ name?: string }>(join(folder, 'package.json'));
      installed = manifest?.name !== undefined && manifest.name !== name ? null : { folder, name };
      this.#installedAt.set(folder, installed);
    }
    return installed;
  }

  #houseOfStage(entry: string): string | null {
    const name = this.#installed(entry)?.name ?? this.#packageOf(dirname(fileURLToPath(entry)))?.name;
    return name === undefined ? null : houseOf(name);
  }

  /** The nearest folder that has a package.json. */
  #packageOf(folder: string): Package | null {
    const known = this.#packages.get(folder);
    if (known !== undefined) return known;
    const manifest = readJson<{ name?: string; type?: string }>(join(folder, 'package.json'));
    const parent = dirname(folder);
    const found =
      manifest !== null
        ? { folder, name: manifest.name, type: manifest.type }
        : parent === folder
          ? null
          : this.#packageOf(parent);
    this.#packages.set(folder, found);
    return found;
  }
}

function pathBetween(folder: string, file: string): string {
  return relative(folder, file).split(sep).join('/');
}

/** The scope of a package, or its name where it has none. */
function houseOf(name: string): string {
  return name.split('/')[0]!;
}

/** The package that this file belongs to. */
const ENGINE = '@rgflow/pipeline';

interface Installed {
  readonly folder: string;
  readonly name: string;
}

interface Package {
  readonly folder: string;
  readonly name: string | undefined;
  readonly type: string | undefined;
}
