import { identifier, literal } from './sql-text.js';

/**
 * The question for the rows of one table output of some results, as they were given: `recipe_key`, then the columns of the
 * output, in the order of the rows.
 */
export function rowsOfResults(table: string, recipeKeys: readonly string[]): string {
  return `SELECT lower(hex(k.recipe_key)) AS recipe_key, t.* EXCLUDE (recipe_number)
    FROM "rows".${identifier(table)} t JOIN internal.recipe_key k ON k.recipe = t.recipe_number
    WHERE k.recipe_key IN (${recipeKeys.map((key) => `unhex(${literal(key)})`).join(', ')})
    ORDER BY t.recipe_number, t.rowid`;
}
