import type { Digest, Numerics, StoredOutput, StoredResult } from '@rgflow/pipeline';
import { DigestTable } from './digest-table.js';
import { Integers } from './integers.js';

/** An output as an index takes it: digests by their numbers. */
export interface NumberedOutput {
  readonly name: string;
  readonly digest: number;
  /** Its tensors in order; null of a table. */
  readonly tensors: readonly { readonly layer: number; readonly digest: number }[] | null;
}

/** Stands for the number of outputs where nothing is kept under a key, as after a failure. */
const NO_RESULT = -1;
/** Stands for the number of tensors of a table. */
const TABLE = -1;
const NO_NUMERICS: Numerics = Object.freeze({});
const NOTHING_LOST: readonly string[] = [];

/** Results by their keys in memory, some 120 bytes each: what a look-up tells of them. */
export class ResultIndex {
  readonly #keys = new DigestTable();
  /** By the number of a key: its recipe in the database, and its outputs here. */
  readonly #recipe = new Integers();
  readonly #firstOutput = new Integers();
  readonly #outputCount = new Integers();
  readonly #numerics = new Map<number, Numerics>();
  /** By the number of an output: its name, its digest, its tensors here. */
  readonly #outputName = new Integers();
  readonly #outputDigest = new Integers();
  readonly #firstTensor = new Integers();
  readonly #tensorCount = new Integers();
  readonly #layer = new Integers();
  readonly #tensorDigest = new Integers();
  readonly #names: string[] = [];
  readonly #numberOfName = new Map<string, number>();

  /** @param digests  of outputs and objects, which the store has in common */
  constructor(readonly digests: DigestTable) {}

  /** The recipe of a key in the database, null if the key is not here. */
  recipeOf(key: Digest): number | null {
    const number = this.#keys.numberOf(key);
    return number < 0 ? null : this.#recipe.at(number);
  }

  /**
   * What is kept under a key, null if nothing is.
   *
   * @param isStored  whether there is an object, by the number of its digest
   */
  result(key: Digest, isStored: (object: number) => boolean): StoredResult | null {
    const number = this.#keys.numberOf(key);
    if (number < 0 || !this.hasResult(number)) return null;
    const first = this.#firstOutput.at(number);
    const outputs = new Array<StoredOutput>(this.#outputCount.at(number));
    let lost: string[] | null = null;
    for (let i = 0; i < outputs.length; i++) {
      outputs[i] = new IndexedOutput(this, first + i);
      if (!this.#isWhole(first + i, isStored)) lost = [...(lost ?? []), this.nameOf(first + i)];
    }
    return { recipeKey: key, outputs, lost: lost ?? NOTHING_LOST, numerics: this.#numerics.get(number) ?? NO_NUMERICS };
  }

  /** The numbers of all objects of a key. */
  objects(key: Digest): readonly number[] {
    const number = this.#keys.numberOf(key);
    if (number < 0 || !this.hasResult(number)) return [];
    const first = this.#firstOutput.at(number);
    return Array.from({ length: this.#outputCount.at(number) }, (_, i) => this.#objectsOf(first + i)).flat();
  }

  #isWhole(output: number, isStored: (object: number) => boolean): boolean {
    const count = this.#tensorCount.at(output);
    if (count === TABLE) return isStored(this.#outputDigest.at(output));
    const first = this.#firstTensor.at(output);
    for (let i = 0; i < count; i++) if (!isStored(this.#tensorDigest.at(first + i))) return false;
    return true;
  }

  #objectsOf(output: number): readonly number[] {
    const count = this.#tensorCount.at(output);
    if (count === TABLE) return [this.#outputDigest.at(output)];
    const first = this.#firstTensor.at(output);
    return Array.from({ length: count }, (_, i) => this.#tensorDigest.at(first + i));
  }

  /** Whether something is kept under the key of a number. */
  hasResult(number: number): boolean {
    return this.#outputCount.at(number) !== NO_RESULT;
  }

  /** Notes the recipe of a key, and tells the number of the key. What is kept under it stays. */
  setRecipe(key: Digest, recipe: number): number {
    return this.#setRecipe(this.#keys.add(key), recipe);
  }

  /** The same of keys whose words lie one after the other. */
  setRecipes(keys: Int32Array, recipes: Int32Array): Int32Array {
    return this.#keys.addAll(keys).map((number, i) => this.#setRecipe(number, recipes[i]!));
  }

  /** Notes what is kept under the key of a number, in the place of what was. */
  setResult(number: number, outputs: Iterable<NumberedOutput>, numerics?: Numerics): void {
    const first = this.outputs;
    for (const { name, digest, tensors } of outputs) this.addOutput(name, digest, tensors);
    this.setOutputs(number, first, numerics);
  }

  /** How many outputs there are, of all keys. */
  get outputs(): number {
    return this.#outputName.count;
  }

  /** Has the outputs from one on, which were added just now, be what is kept under the key of a number. */
  setOutputs(number: number, first: number, numerics: Numerics = NO_NUMERICS): void {
    this.#firstOutput.put(number, first);
    this.#outputCount.put(number, this.#outputName.count - first);
    if (numerics === NO_NUMERICS || Object.keys(numerics).length === 0) this.#numerics.delete(number);
    else this.#numerics.set(number, numerics);
  }

  #setRecipe(number: number, recipe: number): number {
    if (number === this.#recipe.count) {
      this.#recipe.push(recipe);
      this.#firstOutput.push(0);
      this.#outputCount.push(NO_RESULT);
    } else {
      this.#recipe.put(number, recipe);
    }
    return number;
  }

  /** Adds an output, of which `setOutputs` says whose it is. */
  addOutput(name: string, digest: number, tensors: NumberedOutput['tensors']): void {
    this.#outputName.push(this.#nameNumber(name));
    this.#outputDigest.push(digest);
    this.#firstTensor.push(this.#layer.count);
    this.#tensorCount.push(tensors?.length ?? TABLE);
    for (const tensor of tensors ?? []) {
      this.#layer.push(tensor.layer);
      this.#tensorDigest.push(tensor.digest);
    }
  }

  #nameNumber(name: string): number {
    let number = this.#numberOfName.get(name);
    if (number === undefined) {
      number = this.#names.push(name) - 1;
      this.#numberOfName.set(name, number);
    }
    return number;
  }

  nameOf(output: number): string {
    return this.#names[this.#outputName.at(output)]!;
  }

  digestOf(output: number): Digest {
    return this.digests.digest(this.#outputDigest.at(output));
  }

  isTable(output: number): boolean {
    return this.#tensorCount.at(output) === TABLE;
  }

  /** The tensors of an output, null of a table. */
  tensorsOf(output: number): readonly { readonly layer: number; readonly digest: Digest }[] | null {
    const count = this.#tensorCount.at(output);
    if (count === TABLE) return null;
    const first = this.#firstTensor.at(output);
    return Array.from({ length: count }, (_, i) => ({
      layer: this.#layer.at(first + i),
      digest: this.digests.digest(this.#tensorDigest.at(first + i)),
    }));
  }
}

/** An output in an index: two words of memory until it is asked. */
class IndexedOutput implements StoredOutput {
  constructor(
    private readonly index: ResultIndex,
    private readonly number: number,
  ) {}

  get name(): string {
    return this.index.nameOf(this.number);
  }

  get kind(): 'table' | 'tensor' {
    return this.index.isTable(this.number) ? 'table' : 'tensor';
  }

  get digest(): Digest {
    return this.index.digestOf(this.number);
  }

  get objects(): readonly Digest[] {
    return this.index.tensorsOf(this.number)?.map(({ digest }) => digest) ?? [this.digest];
  }

  get tensors(): StoredOutput['tensors'] {
    return this.index.tensorsOf(this.number) ?? undefined;
  }
}
