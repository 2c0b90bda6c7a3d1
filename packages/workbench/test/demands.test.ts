import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Cell, Timing } from '@rgflow/pipeline';
import { afterAll, describe, expect, it } from 'vitest';
import { availableMemory, memoryBudget } from '../src/available-memory.js';
import { Demands } from '../src/demands.js';
import { prepareStudy } from '../src/prepared-study.js';

describe('what an instance takes', () => {
  const declared = { grow: ({ size }: Cell) => ({ bytes: 100 * Number(size) }), wide: () => ({ cores: 4 }) };
  const ran = (...executions: readonly (readonly [size: number, peak: number])[]) => {
    const all = executions.map(([size, maxRssBytes]): Timing => ({ cell: { size }, wallMs: 1, maxRssBytes }));
    return new Map([['grow', all]]);
  };
  const of = (name: string, size: number) => ({ stage: { name }, cell: { size } });

  it('is what its study declares; of what it does not nothing is said', () => {
    const demands = new Demands(declared, new Map());
    expect(demands.of(of('grow', 3))).toEqual({ bytes: 300 });
    expect(demands.of(of('wide', 3))).toEqual({ cores: 4 });
    expect(demands.of(of('other', 3))).toEqual({});
  });

  it('is no more than the peak of a process in which as much ran, and never more than is declared', () => {
    const demands = new Demands(declared, ran([4, 250], [5, 600], [2, 90], [1, 5000]));
    // Of 3 the one of 4 tells: all of its process took 250. The one of 2 was smaller, and tells nothing.
    expect(demands.of(of('grow', 3))).toEqual({ bytes: 250 });
    expect(demands.of(of('grow', 5))).toEqual({ bytes: 500 });
    expect(demands.of(of('grow', 6))).toEqual({ bytes: 600 });
    expect(demands.of(of('grow', 2))).toEqual({ bytes: 90 });
    expect(demands.of(of('grow', 1))).toEqual({ bytes: 90 });
  });

  it.each(['quickstart', 'trainability-coarse', 'relative-entropy'])(
    'is declared in %s of stages that it has',
    async (name) => {
      const { plan, demands } = await prepareStudy(name);
      const trainings = plan.nodes.filter(({ stage }) => stage.name === 'train');
      expect(trainings.length).toBeGreaterThan(0);
      for (const { cell } of trainings) expect(demands.train!(cell).bytes).toBeGreaterThan(1e5);
    },
  );
});

describe('of machines, autoencoders and trainings on TensorFlow.js', () => {
  const stages = [
    'train-machine',
    'machine-codes',
    'machine-likelihood',
    'train-autoencoder',
    'autoencoder-codes',
    'feature-layers',
  ];

  it.each(['abstraction-dbn', 'abstraction-autoencoder', 'abstraction-planted', 'fixed-points', 'ising-rbm'])(
    'in %s what each takes is declared, and is no less than what it is given',
    async (name) => {
      const { plan, demands } = await prepareStudy(name);
      const declared = plan.nodes.filter(({ stage, cell }) => stages.includes(stage.name) && 'widths' in cell);
      expect(declared.length).toBeGreaterThan(0);
      for (const { stage, cell } of declared) {
        const widths = String(cell.widths).split('-').map(Number);
        const pixels = name.startsWith('abstraction-planted') ? 150 : name.startsWith('abstraction') ? 784 : 64;
        const images = Number(cell.images ?? cell.samples) * pixels;
        const weights = [pixels, ...widths].slice(0, -1).reduce((sum, units, i) => sum + 4 * units * widths[i]!, 0);
        const { bytes } = demands[stage.name]!(cell);
        expect(bytes).toBeGreaterThan(images + weights);
        expect(bytes).toBeLessThan(1e9);
      }
    },
  );

  it('a training on TensorFlow.js holds weights, velocities, gradients and a temporary of each', async () => {
    const { plan, demands } = await prepareStudy('quickstart', { engine: 'tfjs' });
    const trainings = plan.nodes.filter(({ stage }) => stage.name === 'train-tfjs');
    expect(trainings.length).toBeGreaterThan(0);
    for (const { cell } of trainings) {
      expect(demands['train-tfjs']!(cell).bytes).toBeGreaterThan(4 * 4 * 12 * 784 * 784);
    }
  });
});

describe('what is available', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rgflow-cgroups-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  let systems = 0;
  /** A system with these files. */
  const system = (files: Readonly<Record<string, string>>): string => {
    const root = join(folder, String(systems++));
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      writeFileSync(join(root, file), `${text}\n`);
    }
    return root;
  };

  it('is what the machine has, where no control group says less', () => {
    expect(availableMemory(join(folder, 'none'), 1000)).toBe(1000);
    expect(
      availableMemory(system({ 'proc/self/cgroup': '0::/a/b', 'sys/fs/cgroup/a/b/memory.max': 'max' }), 1000),
    ).toBe(1000);
  });

  it('is what the group of the process or one above it leaves; a cache of files is no use of memory', () => {
    const job = {
      'proc/self/cgroup': '0::/job/step/task',
      'sys/fs/cgroup/job/memory.max': '500',
      'sys/fs/cgroup/job/memory.current': '200',
      'sys/fs/cgroup/job/memory.stat': 'anon 150\ninactive_file 40\nactive_file 10',
      'sys/fs/cgroup/job/step/memory.max': 'max',
      'sys/fs/cgroup/job/step/memory.current': '200',
    };
    expect(availableMemory(system(job), 1000)).toBe(340);
    expect(availableMemory(system(job), 300)).toBe(300);
    const task = {
      'sys/fs/cgroup/job/step/task/memory.max': '150',
      'sys/fs/cgroup/job/step/task/memory.current': '180',
    };
    expect(availableMemory(system({ ...job, ...task }), 1000)).toBe(0);
  });

  it('is the same with groups of the first version, also where the path is one outside of a container', () => {
    const files = {
      'proc/self/cgroup': '5:devices:/\n4:cpu,memory:/outside/3f0c\n0::/',
      'sys/fs/cgroup/memory/memory.limit_in_bytes': '800',
      'sys/fs/cgroup/memory/memory.usage_in_bytes': '500',
      'sys/fs/cgroup/memory/memory.stat': 'inactive_file 1\ntotal_inactive_file 100',
    };
    expect(availableMemory(system(files), 1000)).toBe(400);
    // What stands for no limit there.
    const none = { ...files, 'sys/fs/cgroup/memory/memory.limit_in_bytes': '9223372036854771712' };
    expect(availableMemory(system(none), 1000)).toBe(1000);
  });

  it('is not all for instances: a tenth is left, and at least 256 MiB', () => {
    expect(memoryBudget(1e10)).toBe(9e9);
    expect(memoryBudget(1e9)).toBe(1e9 - 2 ** 28);
    expect(memoryBudget(1e8)).toBe(0);
  });
});
