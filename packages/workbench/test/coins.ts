import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { PublishedStudy } from '@rgflow/studies';

/**
 * The files of a study of two stages, toss -> coin-entropy, which share a module; there are more coins once there is a file
 * of silver ones. A test writes them into a folder of its own, to change its code there.
 */
export const coinFiles = {
  'package.json': '{ "name": "coins", "version": "1.0.0", "type": "module" }',
  'toss.stage.js': `
import { defineStage, table } from '@rgflow/pipeline/stage';
import { z } from 'zod';
import { chances } from './chances.js';
export const toss = defineStage({
  name: 'toss', module: import.meta.url, params: z.strictObject({ bias: z.number() }), inputs: {},
  outputs: { sides: table({ chance: 'float64' }) },
  run: ({ params: { bias } }) => ({ sides: chances(bias).map((chance) => ({ chance })) }),
});`,
  'coin-entropy.stage.js': `
import { defineStage, table } from '@rgflow/pipeline/stage';
import { z } from 'zod';
import { chances } from './chances.js';
import { entropy } from './entropy.js';
export const coinEntropy = defineStage({
  name: 'coin-entropy', module: import.meta.url, params: z.strictObject({}),
  inputs: { sides: table({ chance: 'float64' }) },
  outputs: { coin: table({ entropy: 'float64' }) },
  run: ({ inputs: { sides } }) => ({ coin: [{ entropy: entropy(sides.map(({ chance }) => chance)) + 0 * chances(0.5)[0] }] }),
});`,
  'chances.js': 'export const chances = (p) => [p, 1 - p];',
  'entropy.js': 'export const entropy = (chances) => chances.reduce((sum, p) => sum - p * Math.log(p), 0);',
  'coins.study.js': `
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineStudy } from '@rgflow/pipeline';
import { z } from 'zod';
import { coinEntropy } from './coin-entropy.stage.js';
import { toss } from './toss.stage.js';
const silver = fileURLToPath(new URL('./silver.txt', import.meta.url));
export const study = defineStudy({
  name: 'coins', title: 'The entropy of coins',
  params: z.strictObject({ bias: z.number().gt(0).lt(1).default(0.5).describe('probability of heads') }),
  build: (plan, { bias }) => {
    for (const each of existsSync(silver) ? [bias, bias / 2] : [bias]) {
      const { sides } = plan.add(toss, { params: { bias: each }, inputs: {} });
      plan.add(coinEntropy, { params: {}, inputs: { sides } });
    }
  },
});`,
  'index.js': `
export const coins = {
  name: 'coins', study: () => import('./coins.study.js'),
  summary: { query: () => 'select bias, entropy from coin order by bias', columns: [{ header: 'p', value: 'bias' }] },
  figures: {},
};`,
  'coins.yaml': 'study: coins\nsweep: { bias: [0.5, 0.75] }\n',
};

/** Writes the files into a folder that is there. @returns the study that they publish */
export async function publishCoins(folder: string): Promise<PublishedStudy> {
  for (const [name, text] of Object.entries(coinFiles)) writeFileSync(join(folder, name), text);
  symlinkSync(fileURLToPath(new URL('../../../node_modules', import.meta.url)), join(folder, 'node_modules'), 'dir');
  const { coins } = (await import(pathToFileURL(join(folder, 'index.js')).href)) as { coins: PublishedStudy };
  return coins;
}
