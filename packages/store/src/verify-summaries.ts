import type { DuckDBConnection } from '@duckdb/node-api';
import { type DType, decodeTensor, summarise } from '@rgflow/pipeline';
import type { Found } from './damage.js';
import { messageOf } from './errors.js';

/** What is recorded of a tensor, beside its digest. */
export interface RecordedSummary {
  readonly dtype: DType;
  readonly shape: readonly number[];
  /** NULL is no number. */
  readonly mean: number | null;
  readonly variance: number | null;
  readonly min: number | null;
  readonly max: number | null;
}

/** Of the largest entry: a mean of equal entries was once rounded, and had a variance for it. */
const ROUNDING = 1e-9;

/** In what a summary is not that of the tensor in the object, as a sentence; null if it is. */
export function summaryFault(recorded: RecordedSummary, object: Uint8Array): string | null {
  const { dtype, shape } = recorded;
  try {
    const tensor = decodeTensor(dtype, 0, object);
    if (tensor.shape.join() !== shape.join()) {
      return `the shape (${shape.join(', ')}) is recorded, its object has (${tensor.shape.join(', ')})`;
    }
    // An empty tensor has no numbers to compare.
    if (tensor.data.length === 0) return null;
    const found = summarise(tensor.data);
    const largest = Math.max(Math.abs(found.min), Math.abs(found.max));
    const scales = { min: 0, max: 0, mean: largest, variance: largest * largest };
    for (const [name, scale] of Object.entries(scales) as [keyof typeof scales, number][]) {
      if (!agree(recorded[name], found[name], ROUNDING * scale)) {
        return `the ${name} ${recorded[name]} is recorded, its object has ${found[name]}`;
      }
    }
    return null;
  } catch (error) {
    return `its object is not the tensor that is recorded: ${messageOf(error)}`;
  }
}

function agree(recorded: number | null, found: number, within: number): boolean {
  // NaN and the infinities, too.
  return recorded !== null && (Object.is(recorded + 0, found + 0) || Math.abs(recorded - found) <= within);
}

/**
 * The summaries of tensors that are not stored and that no tensor can have: of entries between `min` and `max` the mean lies
 * there too, and the variance is at most (max − mean)(mean − min).
 *
 * Source: Bhatia and Davis, A better bound on the variance, Amer. Math. Monthly 107 (2000) 353.
 */
export async function impossibleSummaries(connection: DuckDBConnection): Promise<readonly Found[]> {
  const found = await connection.runAndReadAll(
    `WITH dropped AS (FROM internal.tensor ANTI JOIN internal.placement USING (digest)),
       scaled AS (SELECT *, ${ROUNDING} * greatest(abs(min), abs(max)) AS near FROM dropped)
     SELECT recipe, name, lower(hex(digest)), mean, variance, min, max FROM scaled WHERE NOT list_contains(shape, 0) AND (
       mean IS NULL OR variance IS NULL OR min IS NULL OR max IS NULL
       OR (isfinite(min) AND isfinite(max) AND isfinite(mean) AND (min > max OR mean < min - near OR mean > max + near OR variance < 0
         OR variance > (max - mean) * (mean - min) * (1 + ${ROUNDING}) + near * greatest(abs(min), abs(max))))) ORDER BY recipe, position`,
  );
  return found.getRowsJS().map(([recipe, output, digest, mean, variance, min, max]) => ({
    kind: 'summary',
    fault: `no tensor has the mean ${mean} and the variance ${variance} with entries from ${min} to ${max}`,
    name: String(digest),
    output: String(output),
    recipe: Number(recipe),
  }));
}
