import type { OutputRef, PlanBuilder, TensorContract } from '@rgflow/pipeline';
import { imagesOfClassesStage } from './images-of-classes.stage.js';
import { rungOf } from './rungs.js';

type Bytes = OutputRef<TensorContract<'uint8'>>;

/** What is learnt first, second, ..., of the sets of a rung. */
export interface LessonsInTurn {
  /** 'mnist, then fashion-mnist'. */
  readonly learnt: string;
  readonly lessons: readonly Bytes[];
}

/**
 * The sets of a rung to be learnt one after the other, in the order of the ladder and backwards; none for a rung of one
 * set. They are the very images of the rung, so that nothing but the order differs.
 */
export function lessonsInTurn(
  plan: PlanBuilder,
  rung: string,
  { images, labels }: { readonly images: Bytes; readonly labels: Bytes },
): readonly LessonsInTurn[] {
  const { parts } = rungOf(rung);
  if (parts.length < 2) return [];
  let classes = 0;
  const sets = parts.map((part) => {
    const firstClass = classes;
    classes += part.classes.length;
    const lesson = plan.add(imagesOfClassesStage, {
      params: { firstClass, lastClass: classes - 1 },
      inputs: { images, labels },
      keep: 'never',
    });
    return { name: part.set, images: lesson.images };
  });
  return [sets, sets.toReversed()].map((order) => ({
    learnt: order.map(({ name }) => name).join(', then '),
    lessons: order.map((lesson) => lesson.images),
  }));
}
