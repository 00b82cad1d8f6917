import { describeValue, ShapeError } from '@sbi/core';
import { isFloat32Array, SMALLEST } from '../float32.ts';
import { boxScale } from './boxScale.ts';

/** The numbers of a preconditioner: fixed data of the model, computed from the training rows, never trained. */
export interface PreconditionerValues {
  /** Bounds of every coordinate of θ, [D]; ±∞ where there is none, or where draws outside are rejected instead. */
  readonly low: Float32Array;
  readonly high: Float32Array;
  /** Centre and width of θ, [D]: of its logarithmic distance from the bound for half-lines, of the box for boxes. */
  readonly loc: Float32Array;
  readonly scale: Float32Array;
  /** The regression of θ, so scaled, on the context: [D], [K, D] row-major, [D]. */
  readonly intercept: Float32Array;
  readonly slope: Float32Array;
  readonly spread: Float32Array;
  /** Centre and width of every number of x, [C]. */
  readonly xLoc: Float32Array;
  readonly xScale: Float32Array;
  /**
   * Where it is positive, ln max(x, xFloor) is read in place of x: a tenth of the least of the training rows, so that every
   * x has one; [C]. Absent: x is read as it is.
   */
  readonly xFloor?: Float32Array;
  /**
   * A regression whose K predictions are the context: slope [C, K] row-major, intercept [K]. Absent: x, so scaled, is the
   * context itself, and K is C. `slope` above is then [K, D].
   */
  readonly reading?: { readonly slope: Float32Array; readonly intercept: Float32Array };
}

/** Those that every preconditioner has. */
export type ValueName = Exclude<keyof PreconditionerValues, 'xFloor' | 'reading'>;

/** The names of the values, in the order of the model file. */
export const VALUE_NAMES: readonly ValueName[] = [
  'low',
  'high',
  'loc',
  'scale',
  'intercept',
  'slope',
  'spread',
  'xLoc',
  'xScale',
];

const POSITIVE: readonly string[] = ['scale', 'spread', 'xScale'];

/** A copy of the values, checked. @throws ShapeError naming the first that does not fit */
export function checkValues(values: PreconditionerValues, size: number, where: string): PreconditionerValues {
  const dim = values?.low?.length ?? 0;
  const reading = values?.reading && checkReading(values.reading, size, where);
  const context = reading?.intercept.length ?? size;
  const lengths: Partial<Record<string, number>> = { slope: context * dim, xLoc: size, xScale: size };
  for (const name of VALUE_NAMES) {
    const list = values?.[name];
    const length = lengths[name] ?? dim;
    if (!isFloat32Array(list) || list.length !== length || dim === 0) {
      throw new ShapeError(
        `values.${name}`,
        `be a Float32Array of length ${length}`,
        describeValue(list),
        where,
      );
    }
    if (name !== 'low' && name !== 'high') checkNumbers(name, list, where);
  }
  for (let i = 0; i < dim; i++) checkBounds(values, i, where);
  const copy = Object.fromEntries(
    VALUE_NAMES.map((name) => [name, values[name].slice()]),
  ) as unknown as Record<ValueName, Float32Array>;
  const xFloor = values.xFloor && checkFloors(values.xFloor, size, where);
  return { ...copy, ...(xFloor && { xFloor }), ...(reading && { reading }) };
}

/** A copy of a regression that is read, checked. */
function checkReading(
  { slope, intercept }: NonNullable<PreconditionerValues['reading']>,
  size: number,
  where: string,
): NonNullable<PreconditionerValues['reading']> {
  const count = intercept?.length ?? 0;
  for (const [name, list, length] of [
    ['intercept', intercept, Math.max(1, count)],
    ['slope', slope, size * count],
  ] as const) {
    if (!isFloat32Array(list) || list.length !== length) {
      const expected = `be a Float32Array of length ${length}`;
      throw new ShapeError(`values.reading.${name}`, expected, describeValue(list), where);
    }
    checkNumbers(`reading.${name}`, list, where);
  }
  return { slope: slope.slice(), intercept: intercept.slice() };
}

function checkFloors(list: Float32Array, size: number, where: string): Float32Array {
  if (!isFloat32Array(list) || list.length !== size) {
    const expected = `be a Float32Array of length ${size}`;
    throw new ShapeError('values.xFloor', expected, describeValue(list), where);
  }
  const bad = list.findIndex(
    (value) => !(value === 0 || (value >= SMALLEST && value < Number.POSITIVE_INFINITY)),
  );
  if (bad < 0) return list.slice();
  const expected = 'be 0, or finite and at least 2^-126';
  throw new ShapeError('values.xFloor', expected, `${list[bad]} at index ${bad}`, where);
}

function checkNumbers(name: string, list: Float32Array, where: string): void {
  const positive = POSITIVE.includes(name);
  const bad = list.findIndex((value) => !Number.isFinite(value) || (positive && value < SMALLEST));
  if (bad < 0) return;
  const expected = positive ? 'be finite and at least 2^-126' : 'be finite';
  throw new ShapeError(`values.${name}`, expected, `${list[bad]} at index ${bad}`, where);
}

function checkBounds({ low, high, loc, scale }: PreconditionerValues, i: number, where: string): void {
  const [from, to] = [low[i] as number, high[i] as number];
  if (!(from < to) || from === Number.POSITIVE_INFINITY || to === Number.NEGATIVE_INFINITY) {
    throw new ShapeError('values.low', 'be below values.high', `${from} and ${to} at index ${i}`, where);
  }
  if (!Number.isFinite(from) || !Number.isFinite(to)) return;
  const box = boxScale(from, to);
  const slack = 1e-6 * (Math.abs(box.loc) + box.scale); // however it was rounded: the bounds decide
  const apart = Math.max(Math.abs((loc[i] as number) - box.loc), Math.abs((scale[i] as number) - box.scale));
  if (apart <= slack) return;
  const received = `${loc[i]} and ${scale[i]} at index ${i}`;
  const expected = `be ${box.loc} and ${box.scale}, middle and half-width of the box`;
  throw new ShapeError('values.loc and .scale', expected, received, where);
}

/** The values of some coordinates of θ, in the order in which they are named. */
export function selectValues(
  values: PreconditionerValues,
  coordinates: readonly number[],
): PreconditionerValues {
  const dim = values.low.length;
  const pick = (list: Float32Array) =>
    Float32Array.from({ length: (list.length / dim) * coordinates.length }, (_, i) => {
      const [row, k] = [Math.floor(i / coordinates.length), i % coordinates.length];
      return list[row * dim + (coordinates[k] as number)] as number;
    });
  const { xLoc, xScale, xFloor, reading, ...ofTheta } = values;
  const picked = Object.entries(ofTheta).map(([name, list]) => [name, pick(list)]);
  const ofX = { xLoc, xScale, ...(xFloor && { xFloor }), ...(reading && { reading }) };
  return { ...(Object.fromEntries(picked) as typeof ofTheta), ...ofX };
}
