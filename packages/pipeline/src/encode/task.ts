import type { AnyStage, Stream } from '../declare/stage.js';
import type { Cell, StoredOutput } from '../records.js';

/** One object of an input of a stage: of a table, or of one of its tensors. */
export interface InputObject {
  readonly layer: number;
  readonly bytes: Uint8Array;
}

/** The objects of each input of a stage, by its name. */
export type InputObjects = Readonly<Record<string, readonly InputObject[]>>;

/** What a stage is given: parameters and stream as they are, inputs as bytes. */
export interface StageTask {
  readonly params: Readonly<Record<string, unknown>>;
  readonly stream: Stream | null;
  readonly inputs: InputObjects;
}

export function stageTask(
  stage: AnyStage,
  params: Readonly<Record<string, unknown>>,
  stream: Cell | null,
  inputs: InputObjects,
): StageTask {
  return { params, stream: stream === null ? null : { name: stage.draws as string, values: stream }, inputs };
}

/** The object of an output at a position, as an input: a copy, because the thread that gets it takes the buffer away. */
export function inputObject(output: StoredOutput, position: number, bytes: Uint8Array): InputObject {
  return { layer: output.tensors?.[position]?.layer ?? 0, bytes: new Uint8Array(bytes) };
}
