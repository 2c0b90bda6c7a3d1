import { DuckDBInstance } from '@duckdb/node-api';

/** Changes a store by hand. */
export async function change(file: string, sql: string): Promise<void> {
  const instance = await DuckDBInstance.create(file);
  const connection = await instance.connect();
  await connection.run(sql);
  connection.closeSync();
  instance.closeSync();
}
