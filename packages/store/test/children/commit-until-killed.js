// Commits table and tensor outputs as fast as it can, and prints the number of each commit once it is durable.
import { createHash } from 'node:crypto';
import { encodeTable } from '@rgflow/pipeline';
import { openStore } from '../../dist/index.js';

const [file, runId] = process.argv.slice(2);
const digestOf = (bytes) => createHash('sha256').update(bytes).digest('hex');
const store = await openStore(file);
await store.beginRun({
  runId,
  study: 'killed',
  config: {},
  startedAt: new Date(),
  provenance: {},
  tables: [{ name: 'kl_layer', cellColumns: [{ name: 'seed', key: 'seed', type: 'BIGINT' }], measuredColumns: {} }],
});

async function commit(number) {
  const rows = Array.from({ length: 30 }, (_, layer) => ({ layer, kl: number + layer / 32 }));
  const bytes = encodeTable({ layer: 'int32', kl: 'float64' }, rows);
  const recipeKey = digestOf(`${runId} ${number}`);
  const digest = digestOf(bytes);
  const blob = new Uint8Array(200_000).fill(number % 251);
  const object = { digest: digestOf(blob), bytes: blob };
  store.recordStage({ runId, recipeKey, stage: 'kl', cell: { seed: number }, outcome: 'executed', reason: '' });
  await store.commit({
    execution: {
      executionId: `${runId} ${number}`,
      runId,
      recipeKey,
      status: 'ok',
      attempt: 1,
      startedAt: new Date(),
      wallMs: 1,
      cpuMs: 1,
      maxRssBytes: 1,
      error: null,
      provenance: {},
    },
    recipe: {
      recipeKey,
      stage: 'kl',
      preimage: {
        keyVersion: 1,
        stage: 'kl',
        code: { modules: {}, externals: [] },
        params: { number },
        inputs: {},
        stream: null,
      },
      numerics: {},
      outputs: [
        { name: 'kl_layer', digest, kind: 'table', rows: 30, bytes: bytes.length, objects: [digest] },
        {
          name: 'blob',
          digest: object.digest,
          kind: 'tensor',
          rows: 0,
          bytes: blob.length,
          objects: [object.digest],
          tensors: [],
        },
      ],
    },
    tables: { kl_layer: { digest, bytes } },
    objects: [object],
  });
  process.stdout.write(`${number}\n`);
}

for (let number = 0; ; number += 20) {
  for (let part = 0; part < 20; part++) void commit(number + part);
  await store.flush();
}
