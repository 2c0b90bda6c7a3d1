import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import type { LoadedTfjs, Tfjs } from './tfjs.js';

const PACKAGE = '@tensorflow/tfjs-node';

/**
 * TensorFlow.js on libtensorflow, or null where there is none and the pure JavaScript one has to serve. Where it is looked
 * for is what RGFLOW_TFJS_NODE says:
 *
 *     not set     in node_modules, if somebody put it there; one whose addon does not load counts as not there
 *     a folder    <folder>/node_modules/@tensorflow/tfjs-node, such as tools/tfjs-node/build.sh makes it
 *     none        nowhere
 *
 * @throws {Error} if a folder is named and it does not load from there.
 */
export async function loadTfjsNode(): Promise<LoadedTfjs | null> {
  const place = process.env.RGFLOW_TFJS_NODE || undefined;
  if (place === 'none') return null;
  restoreUtil();
  quieten();
  const require = createRequire(import.meta.url);
  try {
    const tf = require(place === undefined ? PACKAGE : join(resolve(place), 'node_modules', PACKAGE)) as Tfjs;
    await tf.ready();
    return { tf, name: `${PACKAGE} ${tf.version_core}${libraryOf(tf)}` };
  } catch (error) {
    if (place === undefined) return null;
    const reason = (error as Error).message.split('\n')[0];
    throw new Error(
      `createEngine: RGFLOW_TFJS_NODE is '${place}', but ${PACKAGE} does not load from its node_modules: ${reason}. ` +
        'Name a folder that tools/tfjs-node/build.sh has made, or unset the variable.',
      { cause: error },
    );
  }
}

/** tfjs-node calls these two of `util`, the first of which Node 23 removed. What is there stays as it is. */
function restoreUtil(): void {
  const util: { isNullOrUndefined?: (value: unknown) => boolean; isArray?: (value: unknown) => boolean } =
    createRequire(import.meta.url)('node:util');
  util.isNullOrUndefined ??= (value) => value === null || value === undefined;
  util.isArray ??= Array.isArray;
}

/**
 * Only warnings and errors of libtensorflow, unless asked for more: its greeting would go to stderr in the middle of a run.
 */
function quieten(): void {
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '1';
}

/** ' on TensorFlow 2.20.0': the addon is built against one library and may run on another. */
function libraryOf(tf: Tfjs): string {
  const { binding } = tf.backend() as { readonly binding?: { readonly TF_Version?: string } };
  return binding?.TF_Version === undefined ? '' : ` on TensorFlow ${binding.TF_Version}`;
}
