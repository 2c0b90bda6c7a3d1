import { spawn } from 'node:child_process';
import { copyFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { mergeStores, openStore, verifyStore } from '../src/index.js';
import { childFile, killedAfter } from './killed-child.js';
import { keyOf } from './records.js';
import { contentOf, shardStore } from './shard-stores.js';
import { temporaryFile } from './temporary-store.js';

vi.setConfig({ testTimeout: 900_000 });

const PARTS = 6;

async function shardStores(): Promise<readonly string[]> {
  const stores: string[] = [];
  for (let part = 1; part <= PARTS; part++) stores.push(await shardStore(part, PARTS, { cells: 240 }));
  return stores;
}

describe('merge', () => {
  it('that is killed at any moment goes on from there, to what it would have been', async () => {
    const shards = await shardStores();
    const whole = temporaryFile();
    const began = performance.now();
    await mergeStores(whole, shards);
    const took = performance.now() - began;
    const expected = await contentOf(whole);
    const rounds = 12;
    let kills = 0;
    for (let round = 0; round < rounds; round++) {
      const target = temporaryFile();
      for (const share of [round / rounds, ((round * 0.618) % 1) * 0.7]) {
        if ((await killedAfter(1 + 1.1 * took * share, 'merge', target, ...shards)) === null) kills++;
      }
      await mergeStores(target, shards);
      expect((await verifyStore(target)).damages).toEqual([]);
      expect(await contentOf(target)).toEqual(expected);
    }
    for (const shard of shards) expect((await verifyStore(shard)).damages).toEqual([]);
    console.log(`faults: ${JSON.stringify({ rounds, 'faults injected': kills })}`);
    expect(kills).toBeGreaterThan(0);
  });

  it.each(['into', 'from'] as const)('%s a store that a run has, or takes, loses nothing of either', async (which) => {
    const shards = await shardStores();
    const rounds = 6;
    let [all, refused] = [0, 0];
    for (let round = 0; round < rounds; round++) {
      const live = temporaryFile();
      const target = which === 'into' ? live : temporaryFile();
      if (round % 2 === 1) copyFileSync(shards[0]!, live);
      const sources = which === 'into' ? shards : [...shards, live];
      // Every other time the merge is first.
      const merging = round % 2 === 0 ? null : killedAfter(120_000, 'merge', target, ...sources);
      await pause(60 * round);
      const runId = `live-${round}`;
      const running = spawn(process.execPath, [childFile('commit-until-killed'), live, runId], {
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      const acknowledged: number[] = [];
      let then: Promise<number | null> | null = null;
      for await (const line of createInterface({ input: running.stdout })) {
        acknowledged.push(Number(line));
        then ??= merging ?? killedAfter(120_000, 'merge', target, ...sources);
        if (acknowledged.length === 40) void then.then(() => running.kill('SIGKILL'));
      }
      if ((await (then ?? merging)) === 3) refused++;
      await mergeStores(target, sources);
      const keys = acknowledged.map((number) => keyOf(`${runId} ${number}`));
      const store = await openStore(target);
      const recipes = await store.recipes(keys);
      expect(keys.filter((key) => !recipes.has(key))).toEqual([]);
      const rows = await store.query("SELECT count(*) FROM kl_layer WHERE study = 'grid'");
      await store.close();
      expect(rows.rows).toEqual([[3 * 240]]);
      expect((await verifyStore(target)).damages).toEqual([]);
      all += acknowledged.length;
    }
    console.log(
      `faults: ${JSON.stringify({ rounds, 'faults injected': rounds, 'results acknowledged': all, refused })}`,
    );
    expect(refused).toBeGreaterThan(0);
  });

  it('and gc, of either store, do not harm one another', async () => {
    const shards = await shardStores();
    const rounds = 6;
    let refused = 0;
    for (let round = 0; round < rounds; round++) {
      const [target, source] = [temporaryFile(), temporaryFile()];
      copyFileSync(shards[0]!, target);
      copyFileSync(shards[1]!, source);
      const collected = round % 2 === 0 ? target : source;
      const merging = killedAfter(120_000, 'merge', target, source, ...shards.slice(2));
      await pause(50 * round);
      const codes = await Promise.all([merging, killedAfter(120_000, 'collect', collected)]);
      refused += codes.filter((code) => code === 3).length;
      await mergeStores(target, [source, ...shards.slice(2)]);
      expect((await verifyStore(target)).damages).toEqual([]);
      expect((await contentOf(target)).shown).toHaveLength(3 * 240);
    }
    console.log(`faults: ${JSON.stringify({ rounds, 'faults injected': rounds, refused })}`);
  });
});
