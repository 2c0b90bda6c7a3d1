// Opens the store given on the command line, says so, and holds it until it is killed or its standard input ends.
import { openStore, serveQueries } from '../../dist/index.js';

const [file, mode, serve] = process.argv.slice(2);
const store = await openStore(file, { mode });
if (serve === 'serve') await serveQueries(store);
console.log('open');
process.stdin.resume();
process.stdin.on('end', () => store.close());
