import type { Columns, Contract, Contracts, Row, Tensor } from '../declare/contract.js';
import { ContractError } from '../declare/contract.js';
import type { AnyStage, StageContext } from '../declare/stage.js';
import type { OutputRecord, StoredObject, TensorSummary } from '../records.js';
import { checkTensor, decodeTable, decodeTensor, digestOf, encodeTable, encodeTensor, summarise } from './arrow.js';
import type { InputObjects, StageTask } from './task.js';

/** One output of a stage, as it is recorded and as bytes. */
export interface EncodedOutput {
  readonly record: OutputRecord;
  readonly objects: readonly StoredObject[];
}

/**
 * Calls a stage: bytes in, bytes out. All of the engine that can change a result is in this folder, so it counts into the
 * code version of every stage, and nothing else of the engine does.
 *
 * @param hooks  what `run` gets besides
 * @throws {ContractError} if the stage returns something other than it declares; and what the stage throws.
 */
export async function callStage(
  stage: AnyStage,
  { params, stream, inputs }: StageTask,
  hooks: Pick<StageContext<never, never>, 'progress' | 'provenance'>,
): Promise<readonly EncodedOutput[]> {
  const given: unknown = await stage.run({
    ...hooks,
    params: params as never,
    stream: stream as never,
    inputs: decodeInputs(stage.inputs as Contracts, inputs) as never,
  });
  const contracts = Object.entries(stage.outputs as Contracts);
  if (typeof given !== 'object' || given === null) {
    const names = contracts.map(([name]) => name).join(', ');
    throw new ContractError(`stage ${stage.name}: run returned ${String(given)}, expected { ${names} }.`);
  }
  return contracts.map(([name, contract]) =>
    encode(stage, name, contract, (given as Readonly<Record<string, unknown>>)[name]),
  );
}

function decodeInputs(contracts: Contracts, inputs: InputObjects): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(contracts).map(([name, contract]) => {
      const objects = inputs[name] ?? [];
      return [
        name,
        contract.kind === 'table'
          ? decodeTable(contract.columns, objects[0]!.bytes)
          : objects.map(({ layer, bytes }) => decodeTensor(contract.dtype, layer, bytes)),
      ];
    }),
  );
}

function encode(stage: AnyStage, name: string, contract: Contract, given: unknown): EncodedOutput {
  if (!Array.isArray(given)) {
    throw new ContractError(
      `stage ${stage.name}: output '${name}' is ${String(given)}, expected a list of ${contract.kind === 'table' ? 'rows' : 'tensors'}.`,
    );
  }
  try {
    return contract.kind === 'table'
      ? encodeTableOutput(name, contract.columns, given as Row<Columns>[])
      : encodeTensorOutput(name, contract, given as Tensor[]);
  } catch (error) {
    if (error instanceof ContractError)
      throw new ContractError(`stage ${stage.name}: output '${name}': ${error.message}.`);
    throw error;
  }
}

function encodeTableOutput(name: string, columns: Columns, rows: readonly Row<Columns>[]): EncodedOutput {
  const bytes = encodeTable(columns, rows);
  const digest = digestOf(bytes);
  return {
    record: { name, digest, kind: 'table', rows: rows.length, bytes: bytes.byteLength, objects: [digest] },
    objects: [{ digest, bytes }],
  };
}

function encodeTensorOutput(
  name: string,
  contract: Contract & { kind: 'tensor' },
  tensors: readonly Tensor[],
): EncodedOutput {
  const objects: StoredObject[] = [];
  const summaries: TensorSummary[] = [];
  for (const given of tensors) {
    checkTensor(contract, given);
    const bytes = encodeTensor(contract.dtype, given);
    const digest = digestOf(bytes);
    objects.push({ digest, bytes });
    const { layer, shape } = given;
    summaries.push({ layer, dtype: contract.dtype, shape, ...summarise(given.data), digest, bytes: bytes.byteLength });
  }
  const record: OutputRecord = {
    name,
    digest: digestOf(Buffer.from(summaries.map((s) => `${s.layer}:${s.digest}`).join('\n'))),
    kind: 'tensor',
    rows: summaries.reduce((sum, s) => sum + (s.shape[0] ?? 1), 0),
    bytes: objects.reduce((sum, object) => sum + object.bytes.byteLength, 0),
    objects: summaries.map((s) => s.digest),
    tensors: summaries,
  };
  return { record, objects };
}
