/** Where a shared cache lies: names with bytes, each written once. */
export interface CachePlace {
  /** As people gave it, without what is secret. */
  readonly address: string;
  /** Why it is left alone from the beginning, a sentence; absent if it answers. */
  readonly fault?: string | undefined;
  /** Whether it was made just now, empty: a name that was mistyped gives a new one. */
  readonly isNew?: boolean;
  /** Null if there is nothing of that name. */
  get(name: string): Promise<Uint8Array | null>;
  /** Whether there is something of that name. */
  has(name: string): Promise<boolean>;
  /** Writes it whole unless there is something of that name, whoever else is writing; whether it was written. */
  putIfAbsent(name: string, bytes: Uint8Array): Promise<boolean>;
}
