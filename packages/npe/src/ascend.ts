import { breather, type Matrix, matrixOf } from '@sbi/core';

/** A function at many points at once: values [rows] and slopes [rows, D]. */
export type Slopes = (points: Matrix) => Promise<{ logProb: Float32Array; gradient: Float32Array }>;

const ROUNDS = 200;
/** What a step must gain of what the slope promises (Armijo). */
const ENOUGH = 1e-4;
/** What a step taken in vain is cut to. */
const CUT = 0.25;
/** Gain, in nats, below which a quadratic model promises nothing more: a point 0.0004 standard deviations off. */
const PROMISE = 1e-7;
/** Relative rounding of a log-density in float32, with the sums over layers in it. */
const ROUNDING = 2e-6;
/** Standard deviations that a step takes at most in any coordinate. */
const STRIDE = 2;

/** One point on its way up. */
interface Climber {
  point: Float64Array;
  value: number;
  slope: Float64Array;
  /** An estimate of −(∂²/∂u²)⁻¹, [D, D] row-major. */
  inverse: Float64Array;
  /** Part of the step to try. */
  part: number;
  done: boolean;
}

/**
 * Climbs from every start at once by BFGS steps (Nocedal & Wright 2006, §6.1) with backtracking, one evaluation of all
 * climbers a round: `ROUNDS` at most. A climber never goes down by more than rounding.
 *
 * @param starts [rows, D]
 * @param scales standard deviations, [D]: the first step is a Newton step on a normal density of that width
 */
export async function ascend(
  slopes: Slopes,
  starts: Matrix,
  scales: ArrayLike<number>,
  signal?: AbortSignal,
): Promise<Matrix> {
  const breathe = breather(signal);
  const dim = starts.columns;
  const first = await slopes(starts);
  const climbers = Array.from({ length: starts.rows }, (_, i): Climber => {
    const cut = (list: Float32Array) => Float64Array.from(list.subarray(i * dim, (i + 1) * dim));
    const [point, slope, value] = [cut(starts.data), cut(first.gradient), first.logProb[i] as number];
    const done = !Number.isFinite(value) || !slope.every(Number.isFinite);
    return { point, value, slope, inverse: diagonal(scales, dim), part: 1, done };
  });
  for (let round = 0; round < ROUNDS; round++) {
    await breathe();
    const open = climbers.filter(({ done }) => !done);
    if (open.length === 0) break;
    const steps = open.map((climber) => stepOf(climber, scales));
    const trials = open.map(({ point }, k) =>
      point.map((value, j) => value + ((steps[k] as Float64Array)[j] as number)),
    );
    const table = matrixOf(Float32Array.from(trials.flatMap((trial) => [...trial])), dim);
    const { logProb, gradient } = await slopes(table);
    open.forEach((climber, k) => {
      const slope = Float64Array.from(gradient.subarray(k * dim, (k + 1) * dim));
      const point = Float64Array.from(table.data.subarray(k * dim, (k + 1) * dim));
      advance(climber, { point, slope, value: logProb[k] as number });
    });
  }
  return matrixOf(Float32Array.from(climbers.flatMap(({ point }) => [...point])), dim);
}

function diagonal(scales: ArrayLike<number>, dim: number): Float64Array {
  const square = new Float64Array(dim * dim);
  for (let j = 0; j < dim; j++) square[j * dim + j] = (scales[j] as number) ** 2;
  return square;
}

/** The step to try: the quasi-Newton one, within a stride, cut as far as it was taken in vain. */
function stepOf({ slope, inverse, part }: Climber, scales: ArrayLike<number>): Float64Array {
  const whole = times(inverse, slope);
  const strides = whole.reduce(
    (most, value, j) => Math.max(most, Math.abs(value) / (scales[j] as number)),
    0,
  );
  const factor = part * Math.min(1, STRIDE / strides);
  return whole.map((value) => value * factor);
}

/** Goes to the trial or cuts the next step; done when nothing more is promised. */
function advance(climber: Climber, trial: Pick<Climber, 'point' | 'value' | 'slope'>): void {
  const step = trial.point.map((value, j) => value - (climber.point[j] as number));
  const promised = dot(climber.slope, step);
  const rounding = ROUNDING * Math.max(1, Math.abs(climber.value));
  const gained = trial.value - climber.value;
  // where the gain drowns in rounding, a flatter slope tells
  const flatter =
    gained >= -rounding &&
    promiseOf(climber.inverse, trial.slope) < promiseOf(climber.inverse, climber.slope);
  const usable = Number.isFinite(trial.value) && trial.slope.every(Number.isFinite);
  if (!usable || !(gained >= ENOUGH * promised || flatter)) {
    climber.part *= CUT;
    climber.done = climber.part < 1e-5;
    return;
  }
  const bend = climber.slope.map((value, j) => value - (trial.slope[j] as number));
  updateInverse(climber.inverse, step, bend);
  climber.point = trial.point;
  climber.value = trial.value;
  climber.slope = trial.slope;
  climber.part = 1;
  climber.done = promiseOf(climber.inverse, trial.slope) < PROMISE;
}

/** What a quadratic model says is still to be gained: ½ gᵀ H g. */
function promiseOf(inverse: Float64Array, slope: Float64Array): number {
  return 0.5 * dot(slope, times(inverse, slope));
}

/** H ← (I − ρ s yᵀ) H (I − ρ y sᵀ) + ρ s sᵀ, ρ = 1/sᵀy; left as it is where the function does not bend downwards. */
function updateInverse(inverse: Float64Array, step: Float64Array, bend: Float64Array): void {
  const dim = step.length;
  const curvature = dot(step, bend);
  const size = Math.sqrt(dot(step, step) * dot(bend, bend));
  if (!(curvature > 1e-8 * size)) return;
  const along = times(inverse, bend);
  const factor = (1 + dot(bend, along) / curvature) / curvature;
  for (let i = 0; i < dim; i++) {
    for (let j = 0; j < dim; j++) {
      const [si, sj] = [step[i] as number, step[j] as number];
      const cross = (along[i] as number) * sj + si * (along[j] as number);
      inverse[i * dim + j] = (inverse[i * dim + j] as number) + factor * si * sj - cross / curvature;
    }
  }
}

function times(square: Float64Array, vector: Float64Array): Float64Array {
  const dim = vector.length;
  return vector.map((_, i) => dot(square.subarray(i * dim, (i + 1) * dim), vector));
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + value * (b[i] as number), 0);
}
