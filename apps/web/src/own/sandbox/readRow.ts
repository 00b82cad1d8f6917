import { Fault, typeOf } from './fault.ts';

/** The most numbers that one x may hold. */
export const LONGEST = 100_000;

/** What a simulator returned for one row, as numbers, each read once. @throws Fault saying what must be returned */
export function readRow(value: unknown, width: number): Float32Array {
  if (typeof value === 'number') throw wrong(`${value} (return [x] for a single number)`);
  if (typeof value !== 'object' || value === null) throw wrong(typeOf(value));
  const { length } = value as ArrayLike<unknown>;
  if (typeof length !== 'number' || !Number.isInteger(length)) throw wrong('an object without a length');
  if (length < 1) throw wrong('an empty list');
  if (length > LONGEST) throw wrong(`${length} numbers, more than ${LONGEST}`);
  if (width > 0 && length !== width) throw wrong(`${length} numbers, where the first row had ${width}`);
  const row = new Float32Array(length);
  for (let i = 0; i < length; i++) {
    const entry = (value as ArrayLike<unknown>)[i];
    if (typeof entry !== 'number') throw wrong(`${typeOf(entry)} in entry ${i}`);
    row[i] = entry;
  }
  return row;
}

function wrong(received: string): Fault {
  return new Fault(`simulate must return a list of numbers; received ${received}`);
}
