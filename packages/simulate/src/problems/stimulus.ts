import { portableExp } from '@sbi/core/elementary';
import type { Rng } from '@sbi/core/rng';
import { NumpyRandom } from './numpyRandom.ts';

const BINS = 100;
const TAPS = 9;
/** Offset and filter. */
export const WEIGHTS: number = 1 + TAPS;

let made: Float64Array | undefined;

/**
 * The design X, 100 × 10 row-major: a column of ones, then the stimulus and its past, eight bins back. The stimulus is
 * 100 numbers of NumPy's `RandomState(42)` in single precision, as the benchmark has it; made at the first call.
 */
export function design(): Float64Array {
  made ??= makeDesign();
  return made;
}

function makeDesign(): Float64Array {
  const stimulus = Float32Array.from(new NumpyRandom(42).normals(BINS));
  return Float64Array.from({ length: BINS * WEIGHTS }, (_, at) => {
    const [t, column] = [Math.floor(at / WEIGHTS), at % WEIGHTS];
    return column === 0 ? 1 : (stimulus[t - column + 1] ?? 0);
  });
}

/** Xθ: the log-odds of a spike in each bin. */
export function logOdds(theta: ArrayLike<number>): Float64Array {
  const x = design();
  return Float64Array.from({ length: BINS }, (_, t) => {
    let sum = 0;
    for (let j = 0; j < WEIGHTS; j++) sum += (x[t * WEIGHTS + j] as number) * (theta[j] as number);
    return sum;
  });
}

/** Xᵀy: the number of spikes, and the sums of the stimulus before them. */
export function spikeStatistics(spikes: ArrayLike<number>): Float64Array {
  const x = design();
  return Float64Array.from({ length: WEIGHTS }, (_, j) => {
    let sum = 0;
    for (let t = 0; t < BINS; t++) sum += (x[t * WEIGHTS + j] as number) * (spikes[t] as number);
    return sum;
  });
}

/** A spike train y of zeros and ones, y_t ~ Bernoulli(σ((Xθ)_t)). */
export function drawSpikes(theta: ArrayLike<number>, rng: Rng): Float32Array {
  return Float32Array.from(logOdds(theta), (odds) => Number(rng.uniform() * (1 + portableExp(-odds)) < 1));
}
