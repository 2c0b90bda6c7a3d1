import { DuckDBInstance } from '@duckdb/node-api';
import { literal } from './sql-text.js';

/** No extension is ever fetched. */
const ALWAYS: Record<string, string> = {
  autoinstall_known_extensions: 'false',
  autoload_known_extensions: 'false',
  allow_community_extensions: 'false',
};

let begun: Promise<DuckDBInstance> | null = null;

/**
 * Begins to make the empty database to which the next store of this process is attached. That takes some 20 ms of another
 * thread; a command that will open a store reads its study meanwhile.
 */
export function beginInstance(): void {
  begun ??= DuckDBInstance.create(':memory:', ALWAYS);
  begun.catch(() => undefined);
}

/** The one that was begun, or a new one, with these settings. */
export async function takeInstance(settings: Readonly<Record<string, string>>): Promise<DuckDBInstance> {
  if (begun === null) return DuckDBInstance.create(':memory:', { ...ALWAYS, ...settings });
  const taken = begun;
  begun = null;
  const instance = await taken;
  try {
    const connection = await instance.connect();
    try {
      const set = Object.entries(settings).map(([name, value]) => `SET GLOBAL ${name} = ${literal(value)}`);
      await connection.run(set.join(';\n'));
    } finally {
      connection.closeSync();
    }
  } catch (error) {
    instance.closeSync();
    throw error;
  }
  return instance;
}
