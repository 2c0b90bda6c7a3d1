// Writes one name of a cache when it is told to, with bytes of its own, and says whether it was the first.
import { openCachePlace } from '../../dist/open-cache.js';

const [address, name, own] = process.argv.slice(2);
const place = await openCachePlace(address, 'rw');
process.stdout.write('ready\n');
await new Promise((go) => process.stdin.once('data', go));
process.stdout.write(`${await place.putIfAbsent(name, Buffer.from(own.repeat(50_000)))}\n`);
process.stdin.destroy();
