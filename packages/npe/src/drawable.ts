import type { Job, Matrix, Seed } from '@sbi/core';
import type { SamplingProgress } from './rejection.ts';
import { hdi, type Interval, means, quantiles, type Summary, summarize } from './summary.ts';

/** What sampling needs and what bounds it. */
export interface SampleOptions extends Job<SamplingProgress> {
  readonly seed: Seed;
  /** Draws tried at most. Without it sampling ends when fewer than one in a thousand is accepted, from 100,000 on. */
  readonly maxTries?: number;
  /** Seconds at most, looked at between batches of 10,000. */
  readonly maxSeconds?: number;
}

/** What is computed from draws made for the purpose. */
export interface SummaryOptions extends SampleOptions {
  /** Draws that it is computed from (10,000). */
  readonly count?: number;
}

const COUNT = 10_000;

/** Whatever can be drawn from, and what draws tell about it. */
export abstract class Drawable {
  /** A name a coordinate. */
  abstract readonly names: readonly string[];
  /** What to know before trusting the draws, in sentences. */
  abstract readonly warnings: readonly string[];

  /** Draws a table [count, D] with named columns. It always ends. */
  abstract sample(count: number, options: SampleOptions): Promise<Matrix>;

  /**
   * Mean, standard deviation and quantiles of every parameter, from `count` draws (10,000).
   *
   * @throws as `sample`
   */
  async summary(options: SummaryOptions): Promise<readonly Summary[]> {
    return summarize(await this.drawn(options));
  }

  /**
   * The mean of every parameter, from `count` draws (10,000): its standard error is that of the parameter over √count.
   *
   * @throws as `sample`
   */
  async mean(options: SummaryOptions): Promise<number[]> {
    return means(await this.drawn(options));
  }

  /**
   * Quantiles of every parameter, from `count` draws (10,000): a table with one row a probability.
   *
   * @throws as `sample`, and ShapeError for probabilities that do not lie from 0 to 1
   */
  async quantiles(probabilities: readonly number[], options: SummaryOptions): Promise<Matrix> {
    return quantiles(await this.drawn(options), probabilities);
  }

  /**
   * The shortest interval of every parameter that holds a given share (0.9, say) of `count` draws (10,000).
   *
   * @throws as `sample`, and ShapeError for a mass that does not lie between 0 and 1
   */
  async hdi(mass: number, options: SummaryOptions): Promise<Interval[]> {
    return hdi(await this.drawn(options), mass);
  }

  private drawn(options: SummaryOptions): Promise<Matrix> {
    return this.sample(options?.count ?? COUNT, options);
  }
}
