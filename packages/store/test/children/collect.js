// Collects the garbage of a store, or forgets a run of it, and says when it begins.
import { collectStore, forgetRuns } from '../../dist/index.js';

const [file, run] = process.argv.slice(2);
process.stdout.write('begins\n');
try {
  if (run === undefined) await collectStore(file, { apply: true });
  else await forgetRuns(file, [run]);
} catch (error) {
  if (error.failure !== 'store-in-use') throw error;
  process.exitCode = 3;
}
