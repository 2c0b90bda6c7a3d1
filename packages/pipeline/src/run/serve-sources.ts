import module from 'node:module';
import { type Load, type Sources, served } from './source-hooks.js';

/**
 * From now on this thread imports these modules as they are given, whatever stands in their files: what was read for the
 * keys of a run is what its threads execute, also one that is started late, or in place of one that died.
 */
export function serveSources(sources: Sources): void {
  const { registerHooks } = module as { registerHooks?: (hooks: { readonly load: Load<unknown> }) => void };
  if (registerHooks !== undefined) {
    registerHooks({ load: (url, context, next) => served(sources, url) ?? next(url, context) });
  } else {
    // Node 20 has only the hooks that live in a thread of their own.
    module.register(new URL('./source-hooks.js', import.meta.url), { data: sources });
  }
}
