import { autoencoderArenaBytes } from '@rgflow/mlp/autoencoder';
import type { Cell } from '@rgflow/pipeline';
import type { PredictedDemands } from '../published-study.js';
import { BATCH, imagesOf, visibleOf, widthsOf } from './machine-sizes.js';

/** What the stages of machines and autoencoders take of memory, in bytes. What is not here takes little. */
export const machineDemands: PredictedDemands = {
  'train-machine': (cell) => known(cell, machineTraining),
  'machine-likelihood': (cell) => known(cell, likelihood),
  'machine-codes': (cell) => known(cell, machineCodes),
  'feature-layers': (cell) => known(cell, machineCodes),
  'train-autoencoder': (cell) => known(cell, autoencoderTraining),
  'autoencoder-codes': (cell) => known(cell, autoencoderCodes),
};

/** Bytes of a number as weights have them, and as samples do. */
const FLOAT = 4;
const DOUBLE = 8;
/** Copies of what a stage is given and gives: as it comes, as it is computed with, as it is written. */
const COPIES = 3;

/** Nothing is said of what a cell does not tell the layers of. */
function known(cell: Cell, bytes: (widths: readonly number[], cell: Cell) => number): { readonly bytes?: number } {
  const widths = widthsOf(cell);
  return widths.length === 0 ? {} : { bytes: bytes([visibleOf(cell), ...widths], cell) };
}

/** The stack with the velocities of its top, the arena of that, the images, and what the top is shown of them. */
function machineTraining(widths: readonly number[], cell: Cell): number {
  const [hidden, visible] = widths.toReversed() as [number, number];
  const arena = machineArena(visible, hidden, Number(cell.batchSize ?? BATCH));
  return arena + COPIES * FLOAT * (parameters(widths) + visible * hidden) + shown(widths.slice(0, -1), cell);
}

/** As `machineArenaBytes`, by sizes alone: weights and velocities, rows of a batch, and a rest. */
function machineArena(visible: number, hidden: number, batch: number): number {
  return FLOAT * (2 * (visible * hidden + visible + hidden) + batch * (4 * visible + 3 * hidden)) + ARENA_REST;
}

/** Of an arena, beside its arrays. */
const ARENA_REST = 2 ** 22;

/** The stack, the states of the chains of annealed importance sampling and those that it dreams. */
function likelihood(widths: readonly number[], cell: Cell): number {
  const [hidden, visible] = widths.toReversed() as [number, number];
  const chains = 4 * DOUBLE * Number(cell.chains ?? 100) * (visible + hidden);
  return COPIES * FLOAT * parameters(widths) + chains + shown(widths.slice(0, -1), cell);
}

function machineCodes(widths: readonly number[], cell: Cell): number {
  return COPIES * FLOAT * parameters(widths) + shown(widths, cell);
}

/** Weights and two moments of encoder and decoder, the arena, the images, and what is looked at after the epoch. */
function autoencoderTraining(encoder: readonly number[], cell: Cell): number {
  const mirrored = [...encoder, ...encoder.slice(0, -1).toReversed()];
  const arena = autoencoderArenaBytes(mirrored, Number(cell.batchSize ?? BATCH));
  const looks = 2 * FLOAT * LOOKED_AT * (encoder[0]! + Math.max(...encoder));
  return arena + COPIES * 3 * FLOAT * parameters(mirrored) + imagesOf(cell) * encoder[0]! + looks;
}

/** Images that are looked at after an epoch. */
const LOOKED_AT = 2000;

function autoencoderCodes(widths: readonly number[], cell: Cell): number {
  return COPIES * 2 * FLOAT * parameters(widths) + shown(widths, cell);
}

/** The images, a byte a pixel, and two layers of what they become. */
function shown(widths: readonly number[], cell: Cell): number {
  return imagesOf(cell) * (widths[0]! + 2 * FLOAT * Math.max(...widths));
}

function parameters(widths: readonly number[]): number {
  return widths.slice(1).reduce((sum, units, i) => sum + units * (widths[i]! + 1), 0);
}
