import { describe, expect, it } from 'vitest';
import { rungeKutta } from '../src/rungeKutta.ts';

/** A pendulum of small swings: (cos t, −sin t). */
const swing = (state: Float64Array, rate: Float64Array) => {
  rate[0] = state[1] as number;
  rate[1] = -(state[0] as number);
};

describe('rungeKutta', () => {
  it('is of fourth order', () => {
    const errorAt = (steps: number) => {
      const states = rungeKutta(swing, [1, 0], { step: 2 / steps, every: steps, count: 2 });
      return Math.hypot((states[2] as number) - Math.cos(2), (states[3] as number) + Math.sin(2));
    };
    // half the step, a sixteenth of the error
    expect(errorAt(40) / errorAt(80)).toBeCloseTo(16, 0);
    expect(errorAt(2000)).toBeLessThan(1e-13);
  });

  it('gives the start, then a state at each time', () => {
    const states = rungeKutta(swing, [1, 0], { step: 0.01, every: 50, count: 4 });
    expect(states.length).toBe(8);
    expect([...states.subarray(0, 2)]).toEqual([1, 0]);
    [0.5, 1, 1.5].forEach((t, i) => {
      expect(states[2 * (i + 1)]).toBeCloseTo(Math.cos(t), 9);
    });
  });

  it('is exact where the classical method is: a cubic', () => {
    // ṫ = 1, ẏ = 3 t² has y = t³, as Simpson's rule finds it
    const [t, y] = rungeKutta(
      (state, rate) => {
        rate[0] = 1;
        rate[1] = 3 * (state[0] as number) ** 2;
      },
      [0, 0],
      { step: 0.5, every: 4, count: 2 },
    ).subarray(2);
    expect([t, y]).toEqual([2, 8]);
  });

  it('does not stop at what is lost', () => {
    const states = rungeKutta(
      (state, rate) => {
        rate[0] = (state[0] as number) ** 2;
      },
      [1e200],
      { step: 1, every: 3, count: 3 },
    );
    expect(states.length).toBe(3);
    expect(Number.isFinite(states[2])).toBe(false);
  });
});
