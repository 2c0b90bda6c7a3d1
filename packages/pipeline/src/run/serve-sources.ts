import module from 'node:module';
import { MessageChannel } from 'node:worker_threads';
import { found, type Load, type Resolve, type Sources, served } from './source-hooks.js';

/**
 * From when it is given some, this thread imports these modules as they are given, whatever stands in their files, and what
 * they import from where it was found: what was read for the keys of a run is what its threads execute, also one that is
 * started late, or in place of one that died.
 *
 * @returns what gives them to it
 */
export function serveSources(): (sources: Sources) => void {
  const { registerHooks } = module as {
    registerHooks?: (hooks: { readonly load: Load<unknown>; readonly resolve: Resolve<unknown> }) => void;
  };
  if (registerHooks !== undefined) {
    let given: Sources = new Map();
    registerHooks({
      load: (url, context, next) => served(given, url) ?? next(url, context),
      resolve: (specifier, context, next) => found(given, specifier, context) ?? next(specifier, context),
    });
    return (sources) => {
      given = sources;
    };
  }
  // Node 20 has only the hooks that live in a thread of their own.
  const { port1: ours, port2: theirs } = new MessageChannel();
  module.register(new URL('./source-hooks.js', import.meta.url), { data: theirs, transferList: [theirs] });
  return (sources) => ours.postMessage(sources);
}
