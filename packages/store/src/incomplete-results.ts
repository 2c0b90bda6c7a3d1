/** What can be wrong with a result that is there in part, and the question that finds the numbers of such recipes. */
export const INCOMPLETE_RESULTS: readonly { readonly fault: string; readonly recipes: string }[] = [
  {
    fault: 'its key is gone',
    recipes: 'SELECT recipe FROM internal.recipe ANTI JOIN internal.recipe_key USING (recipe)',
  },
  { fault: 'its code is gone', recipes: 'SELECT recipe FROM internal.recipe ANTI JOIN internal.code USING (code)' },
  ...['output', 'tensor', 'numerics'].map((table) => ({
    fault: `there are rows of internal.${table} for it, but no recipe`,
    recipes: `SELECT recipe FROM internal.${table} ANTI JOIN internal.recipe USING (recipe)`,
  })),
  {
    // All results of one code have the same outputs.
    fault: 'an output is gone that other results of the same code have',
    recipes: `SELECT recipe FROM internal.recipe LEFT JOIN
       (SELECT recipe, count(*) AS outputs FROM internal.output GROUP BY recipe) USING (recipe)
     QUALIFY coalesce(outputs, 0) < max(coalesce(outputs, 1)) OVER (PARTITION BY code)`,
  },
  {
    fault: 'a tensor of an output is gone',
    recipes: `SELECT recipe FROM internal.output LEFT JOIN
       (SELECT recipe, name, sum(coalesce(shape[1], 1)) AS inside FROM internal.tensor GROUP BY ALL) USING (recipe, name)
     WHERE kind = 'tensor' AND coalesce(inside, 0) <> rows`,
  },
];
