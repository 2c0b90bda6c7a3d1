/** Where a shared cache lies: names with bytes, each written once. */
export interface CachePlace {
  /** As people gave it, without what is secret. */
  readonly address: string;
  /** Null if there is nothing of that name. */
  get(name: string): Promise<Uint8Array | null>;
  /** Whether there is something of that name. */
  has(name: string): Promise<boolean>;
  /** Writes it whole unless there is something of that name, whoever else is writing; whether it was written. */
  putIfAbsent(name: string, bytes: Uint8Array): Promise<boolean>;
}
