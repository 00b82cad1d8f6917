import { ShapeError, sizeOf } from '@sbi/core';
import type { Prior } from '@sbi/distributions';
import type { ConditionalFlow } from '@sbi/flows';
import { decodePosterior, encodePosterior } from './codec.ts';
import type { Novelty } from './novelty.ts';
import type { SupportMethod } from './options.ts';
import { Posterior } from './posterior.ts';
import type { TrainingSummary } from './trainingSummary.ts';

/** What an amortised posterior is made of. */
export interface AmortizedParts {
  readonly prior: Prior;
  readonly estimator: ConditionalFlow;
  readonly names: readonly string[];
  readonly xNames: readonly string[] | undefined;
  readonly support: SupportMethod;
  /** Seed of the stream that measures leakage. */
  readonly seed: number;
  readonly novelty: Novelty;
  /** Asked anew at every look, because a training may still go on. */
  readonly training: () => TrainingSummary;
}

/**
 * q(· | ·) after training: give it an observation, and it answers without training again.
 *
 * Made by `npe`, by a `Trainer`, or by `decode`. It owns the estimator, not the prior: call `dispose`, or use `using`.
 */
export class AmortizedPosterior implements Disposable {
  readonly prior: Prior;
  readonly estimator: ConditionalFlow;
  /** The parameters' names. */
  readonly names: readonly string[];
  readonly xNames: readonly string[] | undefined;
  readonly support: SupportMethod;
  readonly seed: number;
  readonly novelty: Novelty;
  private readonly summarize: () => TrainingSummary;

  constructor(parts: AmortizedParts) {
    this.prior = parts.prior;
    this.estimator = parts.estimator;
    this.names = parts.names;
    this.xNames = parts.xNames;
    this.support = parts.support;
    this.seed = parts.seed;
    this.novelty = parts.novelty;
    this.summarize = parts.training;
  }

  /** How the training went and why it ended. */
  get training(): TrainingSummary {
    return this.summarize();
  }

  /**
   * The posterior at one observation; an x of more axes is given flat, row by row.
   *
   * An x unlike every simulation is answered too, with a warning on the posterior.
   *
   * @throws ShapeError when x has a wrong length or an entry that is not finite
   */
  given(x: ArrayLike<number>): Posterior {
    const { xShape } = this.estimator.architecture;
    const size = sizeOf(xShape);
    if (x?.length !== size) {
      const expected = `hold ${size} numbers, shape [${xShape.join(', ')}]`;
      throw new ShapeError('x', expected, x ? `${x.length}` : String(x), 'AmortizedPosterior.given');
    }
    const values = Float32Array.from(x);
    const bad = values.findIndex((value) => !Number.isFinite(value));
    if (bad >= 0) {
      throw new ShapeError(
        'x',
        'hold finite numbers only',
        `${x[bad]} at index ${bad}`,
        'AmortizedPosterior.given',
      );
    }
    return new Posterior(this, values);
  }

  /** The model file: safetensors with everything that is needed to go on, and no code (docs/model-file.md). */
  encode(): Promise<Uint8Array> {
    return encodePosterior(this);
  }

  /**
   * Reads a model file; nothing in it is executed. The caller owns the result.
   *
   * @param options.prior needed only where the file says that the prior was an own class
   * @throws SerializationError naming what is wrong and where
   */
  static decode(bytes: Uint8Array, options: { prior?: Prior; source?: string } = {}): AmortizedPosterior {
    return new AmortizedPosterior(decodePosterior(bytes, options));
  }

  dispose(): void {
    this.estimator.dispose();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }
}
