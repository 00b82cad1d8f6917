/** The right side of ẏ = f(y): writes f(state) into `rate`. */
export type Derivative = (state: Float64Array, rate: Float64Array) => void;

/** When a solution is looked at: `count` times from 0 on, `every` steps of length `step` apart. */
export interface TimeGrid {
  readonly step: number;
  readonly every: number;
  readonly count: number;
}

/**
 * Solves ẏ = f(y) from `start` by the classical Runge–Kutta method of fourth order with a fixed step.
 *
 * Without step control, and made of + × only, it gives the same bits on every machine wherever f does.
 *
 * @returns the states at the times of the grid, one after the other: count × dim numbers
 */
export function rungeKutta(
  derivative: Derivative,
  start: ArrayLike<number>,
  { step, every, count }: TimeGrid,
): Float64Array {
  const dim = start.length;
  const state = Float64Array.from(start);
  const [k1, k2, k3, k4, at] = Array.from({ length: 5 }, () => new Float64Array(dim)) as Stages;
  const states = new Float64Array(count * dim);
  states.set(state);
  for (let i = 1; i < count; i++) {
    for (let k = 0; k < every; k++) {
      derivative(state, k1);
      move(state, k1, 0.5 * step, at);
      derivative(at, k2);
      move(state, k2, 0.5 * step, at);
      derivative(at, k3);
      move(state, k3, step, at);
      derivative(at, k4);
      for (let j = 0; j < dim; j++) {
        const middle = (k2[j] as number) + (k3[j] as number);
        state[j] = (state[j] as number) + (step / 6) * ((k1[j] as number) + 2 * middle + (k4[j] as number));
      }
    }
    states.set(state, i * dim);
  }
  return states;
}

type Stages = [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array];

function move(from: Float64Array, rate: Float64Array, time: number, into: Float64Array): void {
  for (let j = 0; j < from.length; j++) into[j] = (from[j] as number) + time * (rate[j] as number);
}
