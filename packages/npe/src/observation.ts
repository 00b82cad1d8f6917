import {
  describeValue,
  expectMatrix,
  type Matrix,
  matrixOf,
  type Shape,
  ShapeError,
  sizeOf,
} from '@sbi/core';
import { type Architecture, checkObservations, makeNetwork, type Network } from '@sbi/flows';

/** One observation: its numbers in a row, or in lists of lists as its axes say. */
export type Observation = ArrayLike<number> | readonly Observation[];

/**
 * The numbers of one observation in a row, checked. Where rows may be missing, as the trials of a set, fewer may be given:
 * the rest is NaN.
 *
 * @throws ShapeError when x has a wrong length, or an entry that is no finite float32 number and not missing
 */
export function readObservation(x: Observation, architecture: Architecture, where: string): Float32Array {
  const { xShape, embedding } = architecture;
  const network = embedding && makeNetwork(embedding, xShape, where);
  const values = isNested(x) ? flatten(x, xShape, network, where) : readFlat(x, xShape, network, where);
  if (network?.rows) checkObservations(matrixOf(values, values.length), xShape, embedding, where);
  else expectFinite(values, isNested(x) ? values : (x as ArrayLike<number>), where);
  return values;
}

/** @throws ShapeError unless every row of the table is an observation that can be read */
export function expectObservations(x: Matrix, { xShape, embedding }: Architecture, where: string): void {
  expectMatrix(x, 'x', where);
  const columns = sizeOf(xShape);
  if (x.columns !== columns) {
    throw new ShapeError('x', `have ${columns} columns`, [x.rows, x.columns], where);
  }
  checkObservations(x, xShape, embedding, where);
}

/** Whether rows at the end may be left out instead of NaN: an entry of a vector would lose its place. */
function mayBeShort(network: Network | undefined): boolean {
  return network?.rows !== undefined && network.rows !== 'entries';
}

function isNested(x: Observation): x is readonly Observation[] {
  return Array.isArray(x) && typeof x[0] === 'object' && x[0] !== null;
}

function readFlat(x: Observation, xShape: Shape, network: Network | undefined, where: string): Float32Array {
  const size = sizeOf(xShape);
  const list = x as ArrayLike<number>;
  const row = size / (xShape[0] ?? 1);
  const isList = typeof x === 'object' && x !== null;
  const isShort = mayBeShort(network) && list?.length > 0 && list.length < size && list.length % row === 0;
  if (!isList || (list.length !== size && !isShort)) {
    const fewer = mayBeShort(network) ? ', or fewer of its rows' : '';
    const expected = `hold ${size} numbers, shape [${xShape.join(', ')}]${fewer}`;
    throw new ShapeError('x', expected, describeValue(x), where);
  }
  const values = new Float32Array(size).fill(Number.NaN);
  Array.from(list).forEach((value, i) => {
    values[i] = expectNumber(value, `index ${i}`, where);
  });
  return values;
}

function flatten(
  x: readonly Observation[],
  xShape: Shape,
  network: Network | undefined,
  where: string,
): Float32Array {
  const values = new Float32Array(sizeOf(xShape)).fill(Number.NaN);
  const fill = (part: unknown, shape: Shape, reader: Network | undefined, offset: number, path: string) => {
    const [length, ...rest] = shape;
    if (length === undefined) {
      values[offset] = expectNumber(part, `[${path}]`, where);
      return;
    }
    const list = part as ArrayLike<unknown>;
    const given = Array.isArray(part) || ArrayBuffer.isView(part) ? list.length : -1;
    if (given !== length && !(mayBeShort(reader) && given >= 1 && given < length)) {
      const expected = `be lists of shape [${xShape.join(', ')}]${mayBeShort(reader) ? ', or of fewer rows' : ''}`;
      throw new ShapeError('x', expected, `${describeValue(part)} at [${path}]`, where);
    }
    for (let i = 0; i < given; i++) {
      fill(list[i], rest, reader?.row, offset + i * sizeOf(rest), path === '' ? `${i}` : `${path}, ${i}`);
    }
  };
  fill(x, xShape, network, 0, '');
  return values;
}

function expectNumber(value: unknown, place: string, where: string): number {
  if (typeof value === 'number') return value;
  throw new ShapeError('x', 'hold finite numbers only', `${describeValue(value)} at ${place}`, where);
}

/** Tells what was given, which may have been too large for float32. */
function expectFinite(values: Float32Array, given: ArrayLike<number>, where: string): void {
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad < 0) return;
  const got = `${describeValue(given[bad])} at index ${bad}`;
  throw new ShapeError('x', 'hold finite numbers only', got, where);
}
