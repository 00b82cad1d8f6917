import { breather, Rng, type Simulations, TrainingError } from '@sbi/core';
import type { Prior } from '@sbi/distributions';
import { buildFlow, type ConditionalFlow } from '@sbi/flows';
import { mean, neg, stack, type Tensor, tidy, valueAndGrad } from '@tensorflow/tfjs-core';
import { expectAlive } from './alive.ts';
import { AmortizedPosterior } from './amortizedPosterior.ts';
import { fitNovelty } from './novelty.ts';
import { type EpochReport, type NpeOptions, settingsOf, type TrainingSettings } from './options.ts';
import { Adam } from './train/adam.ts';
import { checkInputs } from './train/checkInputs.ts';
import { Patience, type StopReason } from './train/patience.ts';
import { meanOf, sumOf } from './train/sums.ts';
import { splitSimulations, TrainingData } from './train/trainingData.ts';
import type { TrainingSummary } from './trainingSummary.ts';

/**
 * Trains q(θ | x) by maximum likelihood, one epoch at a time: iterate, look, `break` when you like.
 *
 * Breaking off leaves everything as it is: iterate again and training goes on, with the same numbers as without the
 * break. `best` follows the epoch with the lowest validation loss in place; it may be drawn from while training goes on,
 * and it outlives the trainer. When the signal is aborted, iteration rejects with `signal.reason` and `best` stays.
 * `new` owns memory: call `dispose`, or use `using`; `best` is disposed by itself.
 *
 * @throws ShapeError or SupportError when simulations, prior and settings do not fit together
 * @throws TrainingError from an epoch whose loss is not finite
 * @example
 * import { useBackend } from '@sbi/backends';
 * import { Trainer } from '@sbi/npe';
 * import { gaussian, simulate } from '@sbi/simulate';
 * await useBackend();
 * const { prior, simulator } = gaussian();
 * const simulations = await simulate(prior, simulator, { count: 500, seed: 1 });
 * const trainer = new Trainer(simulations, { prior, seed: 2 });
 * for await (const { epoch, validationLoss } of trainer) {
 *   if (epoch === 3 || validationLoss < -5) break;
 * }
 * console.log(trainer.summary.epochs); // → 3
 * trainer.dispose();
 * const draws = await trainer.best.given([0.8, 0.6, 0.4]).sample(100, { seed: 3 });
 * console.log(draws.rows); // → 100
 * trainer.best.dispose();
 */
export class Trainer implements AsyncIterable<EpochReport>, Disposable {
  /** The posterior of the best epoch so far; before the first one ends, that of the initial weights. */
  readonly best: AmortizedPosterior;
  readonly settings: TrainingSettings;
  private readonly signal: AbortSignal | undefined;
  private readonly onProgress: ((report: EpochReport) => void) | undefined;
  private readonly rng: Rng;
  private readonly train: TrainingData;
  private readonly validation: TrainingData;
  private readonly optimizer: Adam;
  private readonly patience: Patience;
  private readonly history: EpochReport[] = [];
  private seconds = 0;
  private reason: StopReason | undefined;
  private disposed = false;

  constructor(simulations: Simulations, options: NpeOptions) {
    checkInputs(simulations, options);
    const { theta } = simulations;
    this.settings = settingsOf(options, theta.rows);
    this.signal = options.signal;
    this.onProgress = options.onProgress;
    this.rng = Rng.from(options.seed);
    this.patience = new Patience(this.settings.patience);
    this.signal?.throwIfAborted();
    const { rows, held } = splitSimulations(simulations, this.settings, this.rng.fork('split'));
    const flow = makeFlow(this.settings, rows, options.prior, this.rng.fork('flow'));
    const owned: { dispose(): void }[] = [flow];
    const own = <T extends { dispose(): void }>(made: T): T => {
      owned.push(made);
      return made;
    };
    try {
      this.best = new AmortizedPosterior({
        prior: options.prior,
        estimator: flow,
        names: theta.names ?? options.prior.names ?? numbered(theta.columns),
        xNames: simulations.x.names,
        support: this.settings.support,
        seed: this.rng.fork('leakage').bits(),
        novelty: fitNovelty(flow.preconditioner, rows.x, held.x, this.rng.fork('novelty')),
        training: () => this.summary,
      });
      this.train = own(new TrainingData(flow, rows));
      this.validation = own(new TrainingData(flow, held));
      this.optimizer = own(new Adam(flow.parameters.flat, this.settings));
    } catch (error) {
      for (const made of owned) made.dispose();
      throw error;
    }
  }

  /** Why training ended; undefined while it may go on. */
  get stopped(): StopReason | undefined {
    return this.reason;
  }

  /** What training came to so far: plain data, kept in the model file. */
  get summary(): TrainingSummary {
    return {
      settings: this.settings,
      stopped: this.reason ?? 'cancelled',
      epochs: this.history.length,
      steps: this.optimizer.count,
      bestEpoch: this.history.findLast((report) => report.best)?.epoch ?? 0,
      bestValidationLoss: this.patience.best,
      trainLoss: this.history.map((report) => report.trainLoss),
      validationLoss: this.history.map((report) => report.validationLoss),
      rows: this.train.rows + this.validation.rows,
    };
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<EpochReport, void> {
    while (this.reason === undefined) {
      const report = await this.epoch();
      this.reason = this.verdict();
      this.onProgress?.(report);
      yield report;
    }
  }

  /** Frees data and optimiser. `best` lives on. */
  dispose(): void {
    this.disposed = true;
    this.train.dispose();
    this.validation.dispose();
    this.optimizer.dispose();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  private async epoch(): Promise<EpochReport> {
    const start = performance.now();
    const epoch = this.history.length + 1;
    const trainLoss = await this.trainEpoch(epoch, start);
    const validationLoss = await this.validate();
    if (!Number.isFinite(trainLoss) || !Number.isFinite(validationLoss)) {
      const losses = `training ${trainLoss}, validation ${validationLoss}`;
      throw new TrainingError(
        epoch,
        `The loss must stay finite; received ${losses} in epoch ${epoch} (Trainer). Try a smaller learningRate.`,
      );
    }
    const best = this.patience.improves(validationLoss);
    if (best) this.best.estimator.parameters.assign(this.optimizer.averaged);
    this.seconds += secondsSince(start);
    const report: EpochReport = {
      epoch,
      trainLoss,
      validationLoss,
      best,
      steps: this.optimizer.count,
      patienceLeft: this.patience.left,
      seconds: this.seconds,
    };
    this.history.push(report);
    return report;
  }

  /** Every batch once, in random order; rows that do not fill a last batch wait for the next epoch. */
  private async trainEpoch(epoch: number, start: number): Promise<number> {
    const { rows } = this.train;
    const size = Math.min(this.settings.batchSize, rows);
    const order = this.rng.fork('epoch').fork(epoch).permutation(rows);
    const losses: Tensor[] = [];
    const breathe = this.breather();
    try {
      await breathe();
      for (let begin = 0; begin + size <= rows; begin += size) {
        losses.push(this.step(order.subarray(begin, begin + size)));
        if (this.limit(secondsSince(start))) break;
        await breathe();
      }
      losses.push(tidy(() => stack(losses)));
      return (await meanOf(losses.at(-1) as Tensor)) - (await this.train.logDetPerRow());
    } finally {
      for (const loss of losses) loss.dispose();
    }
  }

  /** One gradient step; returns the batch's loss (of the residual), for the caller to dispose. */
  private step(indices: Int32Array): Tensor {
    const flow = this.best.estimator;
    return tidy(() => {
      const [residual, context] = this.train.batch(indices);
      const loss = (flat: Tensor) => neg(mean(flow.residualLogProb(flat, residual, context)));
      const { value, grad } = valueAndGrad(loss)(this.optimizer.weights);
      this.optimizer.step(grad);
      return value;
    });
  }

  private async validate(): Promise<number> {
    const flow = this.best.estimator;
    const breathe = this.breather();
    let total = 0;
    for (const piece of this.validation.pieces()) {
      const logProb = tidy(() => {
        const [residual, context] = this.validation.batch(piece);
        return flow.residualLogProb(this.optimizer.averaged, residual, context);
      });
      try {
        total += await sumOf(logProb);
      } finally {
        logProb.dispose();
      }
      await breathe();
    }
    return -total / this.validation.rows - (await this.validation.logDetPerRow());
  }

  /** What is awaited between batches: the trainer may be cancelled or disposed meanwhile. */
  private breather(): () => Promise<void> {
    const breathe = breather(this.signal);
    return async () => {
      await breathe();
      expectAlive(this.disposed, 'Trainer');
    };
  }

  private verdict(): StopReason | undefined {
    if (this.patience.left <= 0) return 'patience';
    return this.history.length >= this.settings.maxEpochs ? 'epochs' : this.limit(0);
  }

  /** The limit that is reached after so many more seconds. */
  private limit(seconds: number): 'steps' | 'time' | undefined {
    if (this.optimizer.count >= this.settings.maxSteps) return 'steps';
    return this.seconds + seconds >= this.settings.maxSeconds ? 'time' : undefined;
  }
}

function secondsSince(start: number): number {
  return (performance.now() - start) / 1000;
}

function numbered(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `theta_${i + 1}`);
}

function makeFlow(
  { flow, support }: TrainingSettings,
  rows: Simulations,
  prior: Prior,
  seed: Rng,
): ConditionalFlow {
  return buildFlow(flow, rows, support === 'constrain' ? { seed, bounds: prior.support } : { seed });
}
