// The checks of what a distribution may leave out: each fault must be caught by the check that is named for it.
import type { Rng } from '@sbi/core';
import { DiagNormal, type Distribution } from '@sbi/distributions';
import { distributionChecks } from '@sbi/distributions/testing';
import '@tensorflow/tfjs-backend-cpu';
import { describe, expect, it } from 'vitest';
import { failures } from './failures.ts';

class OtherPlainDraws extends DiagNormal {
  override drawRows(count: number, rng: Rng): Float32Array {
    return Float32Array.from({ length: 2 * count }, () => 1.15 * rng.normal());
  }
}

class WrongInterval extends DiagNormal {
  override intervalProbability(i: number, low: number, high: number): number {
    return super.intervalProbability(i, low / 1.2, high / 1.2) as number;
  }
}

class LeakyInterval extends DiagNormal {
  override intervalProbability(i: number, low: number, high: number): number {
    return 0.99 * (super.intervalProbability(i, low, high) as number);
  }
}

describe('a faulty optional method is caught', () => {
  it.each<[string, () => Distribution]>([
    ['plain draws follow the law of draws', () => new OtherPlainDraws([0, 0], 1)],
    ['probabilities of intervals are shares of draws', () => new WrongInterval([0, 0], 1)],
    ['probabilities of intervals are shares of draws', () => new LeakyInterval([0, 0], 1)],
  ])('by "%s"', async (name, make) => {
    expect(await failures(distributionChecks(make))).toEqual([name]);
  });

  it('and a log-density that should not be there', async () => {
    const name = 'says that it has no log-density';
    expect(await failures(distributionChecks(() => new DiagNormal(0, 1), { density: false }))).toEqual([
      name,
    ]);
  });
});
