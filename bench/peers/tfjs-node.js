import { fileURLToPath } from 'node:url';
import { startTrainingPeer } from './training-peer.js';

const script = fileURLToPath(new URL('tfjs-node-step.js', import.meta.url));

/** libtensorflow reads these when it is loaded; its threads would otherwise be as many as there are cores. */
const ONE_THREAD = { TF_NUM_INTRAOP_THREADS: '1', TF_NUM_INTEROP_THREADS: '1', OMP_NUM_THREADS: '1' };

/** The training on the tfjs engine over tfjs-node. @throws {Error} where there is none, or the one named does not load. */
export function startTfjsNode(problem) {
  return startTrainingPeer({ command: process.execPath, script, env: ONE_THREAD }, problem);
}
