import { checkFinite, describeValue, type Matrix, rowOf, type Shape, ShapeError, sizeOf } from '@sbi/core';
import type { Network, NetworkRecipe } from '../network.ts';
import { makeNetwork } from './registry.ts';

/**
 * Checks that every row of a table is an x that can be read: finite numbers, or where the embedding leaves out missing rows,
 * NaN throughout such a row.
 *
 * @param x one observation a row, [rows, …] flat
 * @param xShape the shape of one x
 * @param embedding the recipe of the network that reads it; without it every number counts
 * @throws ShapeError naming the first entry that is not as it must be
 * @example
 * import { matrix } from '@sbi/core';
 * import { checkObservations, deepSet } from '@sbi/flows';
 * checkObservations(matrix([[1, 2, NaN, NaN]]), [2, 2], deepSet(), 'here'); // one trial of two
 */
export function checkObservations(
  x: Matrix,
  xShape: Shape,
  embedding: NetworkRecipe | undefined,
  where: string,
): void {
  const network = embedding && makeNetwork(embedding, xShape, where);
  if (!network?.rows) {
    checkFinite(x, 'x', where);
    return;
  }
  for (let i = 0; i < x.rows; i++) {
    const fault = faultOf(rowOf(x, i), xShape, network);
    if (!fault) continue;
    const place = x.rows > 1 ? ` in row ${i}` : '';
    throw new ShapeError('x', fault.expected, `${fault.received}${place}`, where);
  }
}

/** What is wrong with an x. */
interface Fault {
  readonly expected: string;
  readonly received: string;
}

function faultOf(x: Float32Array, shape: Shape, network: Network | undefined): Fault | undefined {
  const { rows: kind } = network ?? {};
  if (kind === undefined) return faultOfNumbers(x);
  if (kind === 'entries') return faultOfEntries(x);
  const [count = 0, ...rowShape] = shape;
  const size = sizeOf(rowShape);
  let present = 0;
  for (let r = 0; r < count; r++) {
    const row = x.subarray(r * size, (r + 1) * size);
    if (row.every(Number.isNaN)) continue;
    const fault = faultOf(row, rowShape, network?.row);
    if (fault) return { ...fault, received: `${fault.received} of its row ${r}` };
    if (kind === 'series' && r > present) {
      return { expected: 'end in its missing rows', received: `numbers after them at its row ${r}` };
    }
    present++;
  }
  if (present > 0) return undefined;
  return { expected: 'have at least one row that is not missing', received: `${count} of NaN` };
}

function faultOfEntries(x: Float32Array): Fault | undefined {
  const bad = x.findIndex((value) => Math.abs(value) === Number.POSITIVE_INFINITY);
  if (bad < 0) return undefined;
  return {
    expected: 'hold finite numbers, or NaN where one is missing',
    received: `${x[bad]} at index ${bad}`,
  };
}

function faultOfNumbers(x: Float32Array): Fault | undefined {
  const bad = x.findIndex((value) => !Number.isFinite(value));
  if (bad < 0) return undefined;
  const expected = 'hold finite numbers, or NaN throughout a row that is missing';
  return { expected, received: `${describeValue(x[bad])} at index ${bad}` };
}
