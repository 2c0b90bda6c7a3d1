import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';

/**
 * Cores that a training on TensorFlow.js keeps busy here: libtensorflow takes all there are, unless TF_NUM_INTRAOP_THREADS
 * says how many; TensorFlow.js without it takes one.
 *
 * @param environment  RGFLOW_TFJS_NODE says where tfjs-node is: in a folder, in no place ('none'), or where packages are
 * @param installed    whether it is where packages are
 */
export function tfjsCores(environment: NodeJS.ProcessEnv = process.env, installed = isInstalled): number {
  const place = environment.RGFLOW_TFJS_NODE || undefined;
  if (place === 'none' || (place === undefined && !installed())) return 1;
  const threads = Number(environment.TF_NUM_INTRAOP_THREADS);
  return threads >= 1 ? threads : availableParallelism();
}

let found: boolean | null = null;

function isInstalled(): boolean {
  if (found === null) {
    try {
      createRequire(import.meta.url).resolve('@tensorflow/tfjs-node');
      found = true;
    } catch {
      found = false;
    }
  }
  return found;
}
