/**
 * Heights for a column of labels, each as near as it can be to the point that it names, none closer than `gap` to the next:
 * the y that minimise Σ (yᵢ - wantedᵢ)² subject to yᵢ₊₁ - yᵢ >= gap and top <= y <= bottom.
 *
 * In uᵢ = yᵢ - i gap this is isotonic regression, solved exactly by pooling adjacent violators; the bounds then only clip u.
 *
 * @param wanted  Heights, ascending, in px. Finite.
 * @param column  `top`, `bottom` and `gap` in px. The labels must fit: (n - 1) gap <= bottom - top; see `labelCapacity`.
 * @returns Heights in the order of `wanted`.
 */
export function spreadLabels(wanted: readonly number[], column: LabelColumn): readonly number[] {
  const { top, bottom, gap } = column;
  const blocks: { mean: number; size: number }[] = [];
  wanted.forEach((y, i) => {
    let block = { mean: y - i * gap, size: 1 };
    for (let above = blocks.at(-1); above && above.mean > block.mean; above = blocks.at(-1)) {
      const size = above.size + block.size;
      block = { mean: (above.mean * above.size + block.mean * block.size) / size, size };
      blocks.pop();
    }
    blocks.push(block);
  });
  const lowest = bottom - (wanted.length - 1) * gap;
  return blocks
    .flatMap(({ mean, size }) => Array<number>(size).fill(Math.max(top, Math.min(lowest, mean))))
    .map((u, i) => u + i * gap);
}

interface LabelColumn {
  readonly top: number;
  readonly bottom: number;
  readonly gap: number;
}

/** How many labels fit in a column. */
export function labelCapacity({ top, bottom, gap }: LabelColumn): number {
  return Math.max(0, Math.floor((bottom - top) / gap) + 1);
}
