import { z } from 'zod';
import { configureStudy } from '../src/index.js';

/** A study of a few parameters of each kind, for what files say of its sweep. */
export const study = {
  name: 'grid',
  title: 'A grid',
  params: z.strictObject({
    network: z
      .strictObject({
        depth: z.int().positive().default(30),
        width: z.int().positive().default(100),
        sigmaW2: z.number().positive().default(1.5),
        activation: z.enum(['tanh', 'relu']).default('tanh'),
      })
      .prefault({}),
    training: z.strictObject({ epochs: z.int().min(0).default(15), shuffle: z.boolean().default(false) }).prefault({}),
    snapshots: z.array(z.string()).default(['init']),
    seed: z.int().default(0),
  }),
};

/** The study by a file `g.yaml` with these lines after its first. */
export const configure = (lines: string, sets: readonly string[] = []) =>
  configureStudy(study, { text: `study: grid\n${lines}\n`, file: 'g.yaml' }, sets);
