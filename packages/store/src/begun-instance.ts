import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';

/** No extension is ever fetched. Two threads leave the cores to the workers. */
const ALWAYS: Record<string, string> = {
  threads: '2',
  autoinstall_known_extensions: 'false',
  autoload_known_extensions: 'false',
  allow_community_extensions: 'false',
};

/** An empty database in memory, with its first connection: that one takes as long as a dozen others. */
export interface ConnectedInstance {
  readonly instance: DuckDBInstance;
  readonly connection: DuckDBConnection;
}

let begun: Promise<ConnectedInstance> | null = null;

/**
 * Begins to make the empty database to which the next store of this process is attached. That takes some 20 ms of another
 * thread; a command that will open a store loads its modules meanwhile.
 */
export function beginInstance(): void {
  begun ??= connectedInstance();
  begun.catch(() => undefined);
}

/** The one that was begun, or a new one. Whoever takes it closes both. */
export function takeInstance(): Promise<ConnectedInstance> {
  const taken = begun ?? connectedInstance();
  begun = null;
  return taken;
}

async function connectedInstance(): Promise<ConnectedInstance> {
  const instance = await DuckDBInstance.create(':memory:', ALWAYS);
  try {
    return { instance, connection: await instance.connect() };
  } catch (error) {
    instance.closeSync();
    throw error;
  }
}
