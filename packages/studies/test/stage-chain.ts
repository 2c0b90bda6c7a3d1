import type { AnyStage, Tensor } from '@rgflow/pipeline';

/** Runs one stage in this thread, as a worker would. Its parameters are checked, none may be missing. */
export async function runStage(
  stage: AnyStage,
  params: Readonly<Record<string, unknown>>,
  inputs: Readonly<Record<string, unknown>> = {},
  seed = 0,
): Promise<Record<string, readonly Tensor[] & readonly Record<string, never>[]>> {
  const stream = stage.draws === undefined ? null : { name: stage.draws as string, values: { seed } };
  const context = { params: stage.params.parse(params), inputs, stream, progress: () => {}, provenance: () => {} };
  return (await stage.run(context as never)) as never;
}
