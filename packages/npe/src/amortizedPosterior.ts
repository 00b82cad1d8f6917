import { type Matrix, type Shape, toMatrix, toTensor } from '@sbi/core';
import type { Predicates, Prior } from '@sbi/distributions';
import type { Architecture, ConditionalFlow } from '@sbi/flows';
import { reshape, tidy } from '@tensorflow/tfjs-core';
import { Amortized, type SharedParts } from './amortized.ts';
import { decodePosterior, encodePosterior } from './codec.ts';
import { type Novelty, noveltyWarning } from './novelty.ts';
import { expectObservations } from './observation.ts';
import type { TrainingSummary } from './trainingSummary.ts';

/** What an amortised posterior is made of. */
export interface AmortizedParts extends SharedParts {
  readonly estimator: ConditionalFlow;
  /** These two are asked anew at every look, because a training may still go on. */
  readonly novelty: () => Novelty;
  readonly training: () => TrainingSummary;
}

/** What reading a model file may need besides its bytes. */
export interface DecodeOptions {
  /** The prior: needed only where the file says that it was an own class. Its support must be the file's. */
  readonly prior?: Prior;
  /** The predicates of a prior that was cut by one, under the names that the file has for them. */
  readonly predicates?: Predicates;
  /** What the bytes are called in messages ("model file"): the file's path, say. */
  readonly source?: string;
}

/**
 * q(· | ·) after training: give it an observation, and it answers without training again.
 *
 * Made by `npe`, by a `Trainer`, or by `decode`. It owns the estimator, not the prior: call `dispose`, or use `using`.
 *
 * @example
 * import { useBackend } from '@sbi/backends';
 * import { AmortizedPosterior, npe } from '@sbi/npe';
 * import { gaussian, simulate } from '@sbi/simulate';
 * await useBackend();
 * const { prior, simulator } = gaussian();
 * const trained = await npe(await simulate(prior, simulator, { count: 500, seed: 1 }), { prior, seed: 2, maxEpochs: 5 });
 * const bytes = await trained.encode();
 * trained.dispose();
 * const amortized = AmortizedPosterior.decode(bytes);
 * const [theta] = await amortized.given([0.8, 0.6, 0.4]).summary({ seed: 3 });
 * console.log(theta.name, Math.abs(theta.mean + 0.2) < 0.1); // → theta_1 true
 * amortized.dispose();
 */
export class AmortizedPosterior extends Amortized {
  override readonly estimator: ConditionalFlow;
  private readonly likeness: () => Novelty;
  private readonly summarize: () => TrainingSummary;

  constructor(parts: AmortizedParts) {
    super(parts);
    this.estimator = parts.estimator;
    this.likeness = parts.novelty;
    this.summarize = parts.training;
  }

  get xShape(): Shape {
    return this.estimator.architecture.xShape;
  }

  get revision(): number {
    return this.training.bestEpoch;
  }

  /** What tells whether an observation is like the simulations. */
  get novelty(): Novelty {
    return this.likeness();
  }

  /** How the training went and why it ended. */
  get training(): TrainingSummary {
    return this.summarize();
  }

  /**
   * What the flow reads of every row of x: the numbers that the embedding makes of it, or x as it was scaled without one.
   * As `embed` of `misspecification` it compares observations and simulations there.
   *
   * @throws ShapeError unless x is a table of observations
   * @example
   * import { useBackend } from '@sbi/backends';
   * import { matrix } from '@sbi/core';
   * import { mlp } from '@sbi/flows';
   * import { npe } from '@sbi/npe';
   * import { gaussian, simulate } from '@sbi/simulate';
   * await useBackend();
   * const { prior, simulator } = gaussian();
   * const simulations = await simulate(prior, simulator, { count: 500, seed: 1 });
   * const amortized = await npe(simulations, { prior, seed: 2, embedding: mlp({ outputs: 4 }), maxEpochs: 5 });
   * const embedded = await amortized.embed(matrix([[0.8, 0.6, 0.4], [1, 1, 1]]));
   * console.log(embedded.rows, embedded.columns); // → 2 4
   * amortized.dispose();
   */
  async embed(x: Matrix): Promise<Matrix> {
    expectObservations(x, this.estimator.architecture, this.enter('embed'));
    return toMatrix(tidy(() => this.estimator.embed(reshape(toTensor(x), [x.rows, ...this.xShape]))));
  }

  override async encode(): Promise<Uint8Array> {
    this.enter('encode');
    return encodePosterior(this);
  }

  /**
   * Reads a model file; nothing in it is executed. The caller owns the result.
   *
   * @throws SerializationError naming what is wrong and where
   */
  static decode(bytes: Uint8Array, options: DecodeOptions = {}): AmortizedPosterior {
    return new AmortizedPosterior(decodePosterior(bytes, options));
  }

  protected override get architectures(): readonly Architecture[] {
    return [this.estimator.architecture];
  }

  protected override warningAt(x: Float32Array): string | undefined {
    return noveltyWarning(this.novelty, this.estimator, x, this.xNames);
  }
}
