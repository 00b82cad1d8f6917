import { portableExp } from '@sbi/core/elementary';
import type { Rng } from '@sbi/core/rng';
import { NumpyRandom } from './numpyRandom.ts';

const COMPONENTS = 20;
const DIM = 92;

/** What the benchmark fixed once for all: the mixture that the distractors come from, and where each number of x goes. */
export interface Distractors {
  readonly locs: readonly Float64Array[];
  /** Lower triangles, row-major. */
  readonly lowers: readonly Float64Array[];
  /** Entry j of x is entry `order[j]` of the eight informative numbers and the 92 distractors behind them. */
  readonly order: Int32Array;
}

let made: Distractors | undefined;

/** The constants, as NumPy's `RandomState(42)` draws them in the benchmark's order; made at the first call. */
export function distractors(): Distractors {
  made ??= makeDistractors();
  return made;
}

function makeDistractors(): Distractors {
  const random = new NumpyRandom(42);
  const each = <T>(make: () => T) => Array.from({ length: COMPONENTS }, make);
  const locs = each(() => random.normals(DIM).map((value) => 15 * value));
  const lowers = each(() => {
    const lower = random.normals(DIM * DIM);
    const diagonal = random.normals(DIM);
    return lower.map((value, at) => {
      const [i, j] = [Math.floor(at / DIM), at % DIM];
      if (j > i) return 0;
      return 3 * (i === j ? value + portableExp(diagonal[i] as number) : value);
    });
  });
  return { locs, lowers, order: random.permutation(DIM + 8) };
}

/** 92 numbers of the mixture of Student t with two degrees of freedom: loc + L z / √(χ²₂/2). */
export function drawDistractors({ locs, lowers }: Distractors, rng: Rng): Float64Array {
  const component = rng.int(COMPONENTS);
  const stretch = 1 / Math.sqrt(rng.exponential()); // χ²₂/2 is exponential
  const z = Float64Array.from({ length: DIM }, () => rng.normal());
  const lower = lowers[component] as Float64Array;
  return (locs[component] as Float64Array).map((loc, i) => {
    let sum = 0;
    for (let j = 0; j <= i; j++) sum += (lower[i * DIM + j] as number) * (z[j] as number);
    return loc + stretch * sum;
  });
}
