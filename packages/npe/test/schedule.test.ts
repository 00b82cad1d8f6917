import { describe, expect, it } from 'vitest';
import type { NpeOptions } from '../src/index.ts';
import { settingsOf } from '../src/settings.ts';
import { halfCosine, Schedule } from '../src/train/schedule.ts';
import { smallPrior } from './small.ts';

const schedule = (options: Partial<NpeOptions>) =>
  new Schedule(settingsOf({ prior: smallPrior, seed: 1, ...options }, 1000));

describe('halfCosine', () => {
  it('is (1 + cos πt)/2 to the last bits of float64', () => {
    for (let i = 0; i <= 1000; i++) {
      const t = i / 1000;
      expect(Math.abs(halfCosine(t) - (1 + Math.cos(Math.PI * t)) / 2)).toBeLessThan(4e-16);
    }
    expect([halfCosine(0), halfCosine(1)]).toEqual([1, 0]);
  });
});

describe('Schedule', () => {
  it('rises in a line, then stays', () => {
    const constant = schedule({ learningRate: 0.01, warmupSteps: 4 });
    const rates = [0, 1, 2, 3, 4, 1e6].map((steps) => constant.rate(steps, 0));
    expect(rates).toEqual([0.0025, 0.005, 0.0075, 0.01, 0.01, 0.01]);
    expect(constant.endsAt(1e9)).toBe(false);
    expect(constant.isPlateau(5)).toBe(false);
  });

  it('falls to 0 along a cosine from the end of the warm-up, and ends there', () => {
    const cosine = schedule({ schedule: 'cosine', learningRate: 0.01, warmupSteps: 10, scheduleSteps: 110 });
    expect(cosine.rate(9, 0)).toBe(0.01);
    expect(cosine.rate(10, 0)).toBe(0.01);
    expect(cosine.rate(60, 0)).toBeCloseTo(0.005, 15);
    expect(cosine.rate(85, 0)).toBeCloseTo(0.01 * (0.5 - Math.SQRT1_2 / 2), 15);
    expect(cosine.rate(109, 0)).toBeGreaterThan(0);
    expect(cosine.rate(110, 0)).toBe(0);
    expect([109, 110, 111].map((steps) => cosine.endsAt(steps))).toEqual([false, true, true]);
  });

  it('halves on a plateau: every quarter of the patience, 10 epochs at most', () => {
    const plateaus = (patience: number) => {
      const plateau = schedule({ schedule: 'plateau', patience });
      return Array.from({ length: 25 }, (_, i) => i).filter((fruitless) => plateau.isPlateau(fruitless));
    };
    expect(plateaus(20)).toEqual([5, 10, 15, 20]);
    expect(plateaus(100)).toEqual([10, 20]);
    expect(plateaus(Number.POSITIVE_INFINITY)).toEqual([10, 20]);
    const plateau = schedule({ schedule: 'plateau', learningRate: 0.01 });
    expect([0, 1, 3].map((halvings) => plateau.rate(0, halvings))).toEqual([0.01, 0.005, 0.00125]);
  });
});
