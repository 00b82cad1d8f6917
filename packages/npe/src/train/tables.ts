import { Rng, type Seed, type Simulations } from '@sbi/core';
import type { Prior } from '@sbi/distributions';
import type { TrainingSettings } from '../options.ts';
import { type Identity, identityOf } from './identity.ts';
import { joinSimulations } from './joinSimulations.ts';
import { incompleteRows, withMissing } from './missing.ts';
import { divide, type Side, trainCount, type Weighted } from './split.ts';
import { KEPT_NUMBERS } from './trainingData.ts';
import { checkWeights, joinWeights } from './weights.ts';

/** What the rows of a training belong to. */
interface Origin {
  readonly prior: Prior;
  readonly seed: Seed;
  readonly splitSeed?: Seed;
}

/** What trains and what validates. */
export interface Sides {
  readonly train: Side;
  readonly validation: Side;
  /** How many of the rows that train, the first of them, a new flow has its scales and its regression from. */
  readonly founders: number;
}

/** All simulations of a training: tables that came one after the other, as one, and how they are split. */
export class Tables {
  /** Rows of each table. */
  readonly parts: readonly number[];
  /** How many rows have entries of x that are missing. */
  readonly incomplete: number;
  private readonly origin: Origin;
  private whole: Weighted | undefined;
  private known: Identity | undefined;

  /** @throws ShapeError unless the weights are one number ≥ 0 a simulation */
  constructor(simulations: Simulations, weights: unknown, origin: Origin, parts?: readonly number[]) {
    const { rows } = simulations.theta;
    this.whole = { simulations, weights: checkWeights(weights, rows) };
    this.parts = parts ?? [rows];
    this.incomplete = incompleteRows(simulations.x);
    this.origin = origin;
  }

  get rows(): number {
    return this.parts.reduce((sum, rows) => sum + rows, 0);
  }

  /** What tells them from others. */
  get identity(): Identity {
    const { prior, seed, splitSeed = seed } = this.origin;
    this.known ??= identityOf(this.held(), prior, Rng.from(seed), Rng.from(splitSeed));
    return this.known;
  }

  /** What trains and what validates. @throws ShapeError when a side has too few rows, or none that counts */
  divide({ validationFraction, missing }: TrainingSettings): Sides {
    const { seed, splitSeed = seed } = this.origin;
    const rng = Rng.from(splitSeed);
    const sides = divide(this.held(), this.parts, validationFraction, rng.fork('split'));
    const { theta, x } = this.held().simulations;
    const most = Math.floor(KEPT_NUMBERS / (theta.columns + x.columns));
    if (missing === 'refuse') {
      return { ...sides, founders: Math.min(most, trainCount(this.parts[0] as number, validationFraction)) };
    }
    const stream = rng.fork('missing');
    const train = withMissing(sides.train, stream.fork('train'));
    const validation = withMissing(sides.validation, stream.fork('validation'));
    return { train, validation, founders: Math.min(most, train.rows.length) };
  }

  /** These and more of them, below. @throws ShapeError unless they have the same columns */
  append(simulations: Simulations, weights: unknown): Tables {
    const whole = this.held();
    const { rows } = simulations.theta;
    const joined = joinWeights(whole.weights, checkWeights(weights, rows), [this.rows, rows]);
    return new Tables(joinSimulations(whole.simulations, simulations), joined, this.origin, [
      ...this.parts,
      rows,
    ]);
  }

  /** Lets go of the numbers: what outlives a training shall not hold on to them. */
  dispose(): void {
    this.whole = undefined;
  }

  private held(): Weighted {
    if (this.whole) return this.whole;
    throw new Error('The simulations of a training were used after its end.');
  }
}
