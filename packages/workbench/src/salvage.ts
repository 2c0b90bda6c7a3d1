import type { Salvaged } from '@rgflow/store';
import { salvagedPath, salvageStore } from '@rgflow/store/salvage';
import { defaultStore } from './workspace.js';

/**
 * Saves what can be read of a damaged store into a new one, beside it unless a path is given.
 *
 * @throws {StoreDamagedError} if there is nothing to save.
 */
export function salvage(
  store: string = defaultStore(),
  { output = salvagedPath(store) }: { readonly output?: string | undefined } = {},
): Promise<Salvaged> {
  return salvageStore(store, output);
}
