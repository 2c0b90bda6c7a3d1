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

  /** @param entry  file URL of the module of the stage */
  nameOf(url: string, entry: string): string {
    const file = fileURLToPath(url);
    const home = this.#packageOf(dirname(file));
    const path = relative(home?.folder ?? dirname(fileURLToPath(entry)), file);
    const inside = path
      .split(sep)
      .join('/')
      .replace(/^(src|dist)\//, '')
      .replace(/\.m?js$/, '');
    return home?.name === undefined ? inside : `${home.name}/${inside}`;
  }

  /**
   * Whether a module counts by the version of its package instead of its content: what lies under node_modules, unless it is
   * of the stage's own house, which is installed there when it comes as tarballs: of its package, or of another in its
   * scope.
   */
  isExternal(url: string, entry: string): boolean {
    if (!url.includes('/node_modules/')) return false;
    const house = this.#houseOf(entry);
    return house === null || this.#houseOf(url) !== house;
  }

  /** The scope of the package of a module, or its name where it has no scope. */
  #houseOf(url: string): string | null {
    const name = this.#packageOf(dirname(fileURLToPath(url)))?.name;
    return name === undefined ? null : name.split('/')[0]!;
  }

  /** The nearest folder that has a package.json. */
  #packageOf(folder: string): Package | null {
    const known = this.#packages.get(folder);
    if (known !== undefined) return known;
    const manifest = readJson<{ name?: string }>(join(folder, 'package.json'));
    const parent = dirname(folder);
    const found =
      manifest !== null ? { folder, name: manifest.name } : parent === folder ? null : this.#packageOf(parent);
    this.#packages.set(folder, found);
    return found;
  }
}

interface Package {
  readonly folder: string;
  readonly name: string | undefined;
}
