// Writes normals.json, here and for the tests of @rgflow/kernels: the bits of normal numbers as this package draws them.
// Whoever changes these bits changes every result that rgflow stores; run it (node normals.js, after a build) only for that.
import { writeFileSync } from 'node:fs';
import { RandomStream } from '@rgflow/random';

const blocks = [
  [0, 257],
  [1, 6],
  [3, 1],
  [4 * 2 ** 32 - 6, 16],
  [2 ** 45 + 7, 13],
].map(([first, count]) => {
  const stream = RandomStream.named('golden').split('normals', { first });
  const normals = stream.normals(new Float32Array(count), first);
  return { key: stream.key, first, bits: [...new Uint32Array(normals.buffer)] };
});
const json = `{"blocks": [\n${blocks.map((block) => JSON.stringify(block)).join(',\n')}\n]}\n`;
for (const folder of ['random', 'kernels']) {
  writeFileSync(new URL(`../../../${folder}/test/expected/normals.json`, import.meta.url), json);
}
