/** Which chunks a thread works on: every `of`-th, from number `index` on. */
export interface Share {
  readonly index: number;
  readonly of: number;
}

/** All of them. */
export const ALL: Share = { index: 0, of: 1 };

/** What is to be done, in plain data; the numbers lie in arrays. */
export interface Job {
  readonly family: 'flows' | 'networks';
  readonly op: 'value' | 'gradient' | 'sample';
  readonly architecture: object;
  readonly rows: number;
  readonly contexts: number;
  /** Of a gradient, what is asked for; all of it unless said. */
  readonly only?: 'weights' | undefined;
  /** Names the weights, and the pass that a gradient belongs to: the same number, the same numbers. */
  readonly flat: number;
  readonly pass: number | undefined;
}

/** The numbers of a job by their names; which there are, each op says. */
export type Arrays = Readonly<
  Record<'flat' | 'out', Float32Array> & Record<string, Float32Array | undefined>
>;

/** What a thread does for a job; it writes into arrays of it. */
export type Work = (job: Job, arrays: Arrays, share: Share) => void;

const ids = new WeakMap<object, number>();
let next = 1;

/** A number of its own for every object. */
export function idOf(object: object): number {
  const known = ids.get(object);
  if (known !== undefined) return known;
  ids.set(object, next);
  return next++;
}
