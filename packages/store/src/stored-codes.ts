import { type DuckDBConnection, INTEGER, LIST, listValue } from '@duckdb/node-api';
import { type CodeState, type Digest, type Preimage, sameCode } from '@rgflow/pipeline';

/** A code version that a stage has results of. */
export interface StoredCode {
  readonly code: CodeState;
  readonly recipes: number;
  /** The recipe of it that was used last. */
  readonly newest: Digest;
}

/** The code versions that a stage has results of, the one that was used last first. */
export async function readCodes(connection: DuckDBConnection, stage: string): Promise<StoredCode[]> {
  const found = await connection.runAndReadAll(
    `SELECT c.head, count(*), lower(hex(arg_max(k.recipe_key, (coalesce(u.last, -1), r.recipe)))),
       max((coalesce(u.last, -1), r.recipe)) AS place
     FROM internal.recipe r JOIN internal.code c USING (code) JOIN internal.recipe_key k USING (recipe) LEFT JOIN (
       SELECT recipe, max(rowid) AS last FROM internal.run_stage
       WHERE stage = $1 AND outcome IN ('executed', 'hit') GROUP BY recipe) u USING (recipe)
     WHERE c.stage = $1 GROUP BY c.head ORDER BY place DESC`,
    [stage],
  );
  const codes: StoredCode[] = [];
  for (const [head, count, newest] of found.getRowsJS()) {
    const code = codeOf(String(head));
    // One code in two texts, as of a store that was converted.
    const known = codes.findIndex((other) => sameCode(other.code, code));
    const earlier = codes[known];
    if (earlier === undefined) codes.push({ code, recipes: Number(count), newest: String(newest) });
    else codes[known] = { ...earlier, recipes: earlier.recipes + Number(count) };
  }
  return codes;
}

/** The pre-images of the results of a stage by one code version. */
export async function readPreimagesBy(
  connection: DuckDBConnection,
  stage: string,
  code: CodeState,
): Promise<Preimage[]> {
  const heads = await connection.runAndReadAll('SELECT code, head FROM internal.code WHERE stage = $1', [stage]);
  const numbers = heads.getRowsJS().flatMap(([number, head]) => {
    return sameCode(codeOf(String(head)), code) ? [Number(number)] : [];
  });
  const found = await connection.runAndReadAll(
    'SELECT rest FROM internal.recipe WHERE code IN (SELECT unnest($1)) ORDER BY recipe',
    [listValue(numbers)],
    [LIST(INTEGER)],
  );
  return found
    .getRowsJS()
    .map(([rest]) => ({ ...code, stage, ...JSON.parse(`{${String(rest).slice(1)}`) }) as Preimage);
}

function codeOf(head: string): CodeState {
  const { keyVersion, code } = JSON.parse(`${head}}`) as CodeState;
  return { keyVersion, code };
}
