import type { FiguresShown } from '@rgflow/pipeline';
import type { TableMeaning } from '@rgflow/studies';

/** The columns of each table that are shown while a run goes on: those whose meaning says what they are called then. */
export function liveColumns(
  tables: Readonly<Record<string, TableMeaning>> = {},
): Readonly<Record<string, FiguresShown>> {
  return Object.fromEntries(
    Object.entries(tables).map(([table, { columns }]) => {
      const shown = Object.entries(columns).flatMap(([column, { live }]) =>
        live === undefined ? [] : [[column, live]],
      );
      return [table, Object.fromEntries(shown)];
    }),
  );
}
