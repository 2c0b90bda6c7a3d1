import { z } from 'zod';
import { areSound, type Issues, refuse, refuseLargerBatch } from '../network/joint-checks.js';
import { namedRungs, rungOf } from './rungs.js';

/** Which images machines are shown, for studies of the breadth of data. */
export const breadthParameters = z
  .strictObject({
    rung: z
      .enum(namedRungs.map(({ name }) => name))
      .default('digits-0-9')
      .describe(
        'Which images, a rung of the ladder; of one whose sets are not here there are no results, and it is said.',
      ),
    images: z.int().positive().default(5900).describe('To train on and to measure on, as many of each class.'),
  })
  .prefault({})
  .describe('What the machines are shown.');

/** Refuses fewer images than classes, and batches of more images than there are. */
export function checkBreadth(
  { breadth, training }: { breadth: { rung: string; images: number }; training: { batchSize: number } },
  issues: Issues,
): void {
  if (!areSound(issues, 'breadth') || !areSound(issues, 'training')) return;
  const { rung, images } = breadth;
  const { classes } = rungOf(rung);
  if (images < classes) refuse(issues, ['breadth', 'images'], `expected at least one of ${classes} classes`, images);
  refuseLargerBatch(issues, ['training', 'batchSize'], training.batchSize, images, 'the images');
}
