// Merges stores into the first that is given, and says when it begins.
import { mergeStores } from '../../dist/index.js';

const [file, ...stores] = process.argv.slice(2);
process.stdout.write('begins\n');
try {
  const { refused } = await mergeStores(file, stores);
  if (refused.length > 0) process.exitCode = refused[0].failure === 'store-in-use' ? 3 : 4;
} catch (error) {
  if (error.failure !== 'store-in-use') throw error;
  process.exitCode = 3;
}
