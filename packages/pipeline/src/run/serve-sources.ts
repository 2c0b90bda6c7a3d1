import module from 'node:module';
import { found, type Load, type Resolve, type Sources, served } from './source-hooks.js';

/**
 * From now on this thread imports these modules as they are given, whatever stands in their files, and what they import from
 * where it was found: what was read for the keys of a run is what its threads execute, also one that is started late, or in
 * place of one that died.
 */
export function serveSources(sources: Sources): void {
  const { registerHooks } = module as {
    registerHooks?: (hooks: { readonly load: Load<unknown>; readonly resolve: Resolve<unknown> }) => void;
  };
  if (registerHooks !== undefined) {
    registerHooks({
      load: (url, context, next) => served(sources, url) ?? next(url, context),
      resolve: (specifier, context, next) => found(sources, specifier, context) ?? next(specifier, context),
    });
  } else {
    // Node 20 has only the hooks that live in a thread of their own.
    module.register(new URL('./source-hooks.js', import.meta.url), { data: sources });
  }
}
