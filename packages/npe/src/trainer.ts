import { breather, Rng, type Simulations, TrainingError } from '@sbi/core';
import type { Prior } from '@sbi/distributions';
import { buildFlow, type ConditionalFlow } from '@sbi/flows';
import { expectAlive } from './alive.ts';
import { AmortizedPosterior } from './amortizedPosterior.ts';
import { fitNovelty } from './novelty.ts';
import type { EpochReport, NpeOptions, TrainingSettings } from './options.ts';
import { settingsOf } from './settings.ts';
import { checkInputs } from './train/checkInputs.ts';
import { Learner } from './train/learner.ts';
import { makeOptimizer } from './train/makeOptimizer.ts';
import type { Optimizer } from './train/optimizer.ts';
import { Progress, type StopReason } from './train/progress.ts';
import { sideOf, splitParts } from './train/split.ts';
import { TrainingData } from './train/trainingData.ts';
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
  private readonly optimizer: Optimizer;
  private readonly learner: Learner;
  private readonly progress: Progress;
  private reason: StopReason | undefined;
  private disposed = false;

  constructor(simulations: Simulations, options: NpeOptions) {
    checkInputs(simulations, options);
    const { theta } = simulations;
    this.settings = settingsOf(options, theta.rows);
    this.signal = options.signal;
    this.onProgress = options.onProgress;
    this.rng = Rng.from(options.seed);
    this.progress = new Progress(this.settings);
    this.signal?.throwIfAborted();
    const split = splitParts([theta.rows], this.settings.validationFraction, this.rng.fork('split'));
    const whole = { simulations, weights: undefined };
    const [rows, held] = [sideOf(whole, split.train), sideOf(whole, split.validation)];
    const flow = makeFlow(this.settings, rows.simulations, options.prior, this.rng.fork('flow'));
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
        novelty: fitNovelty(flow, rows.simulations.x, held.simulations.x, this.rng.fork('novelty')),
        training: () => this.summary,
      });
      this.train = own(new TrainingData(flow, rows));
      this.validation = own(new TrainingData(flow, held));
      this.optimizer = own(makeOptimizer(flow.parameters.flat, this.settings));
      this.learner = new Learner(flow, this.optimizer, this.settings.batchSize);
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
    const { epochs, bestEpoch, bestLoss, trainLoss, validationLoss } = this.progress;
    return {
      settings: this.settings,
      stopped: this.reason ?? 'cancelled',
      epochs,
      steps: this.optimizer.count,
      bestEpoch,
      bestValidationLoss: bestLoss,
      trainLoss: [...trainLoss],
      validationLoss: [...validationLoss],
      rows: this.train.rows + this.validation.rows,
    };
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<EpochReport, void> {
    while (this.reason === undefined) {
      const report = await this.epoch();
      this.reason = this.progress.verdict(this.optimizer.count);
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
    const { progress, optimizer, learner } = this;
    const epoch = progress.epochs + 1;
    const order = this.rng.fork('epoch').fork(epoch).permutation(this.train.rows);
    const trainLoss = await learner.train(this.train, order, {
      rate: (steps) => progress.rate(steps),
      breathe: this.breather(),
      ends: (steps) => progress.limit(steps, secondsSince(start)) !== undefined,
    });
    const validationLoss = await learner.validate(this.validation, optimizer.averaged, this.breather());
    expectFinite(epoch, trainLoss, validationLoss);
    const learningRate = progress.rate(optimizer.count - 1);
    const best = progress.add(trainLoss, validationLoss, secondsSince(start));
    if (best) this.best.estimator.parameters.assign(optimizer.averaged);
    return {
      epoch,
      trainLoss,
      validationLoss,
      best,
      steps: optimizer.count,
      learningRate,
      patienceLeft: progress.patienceLeft,
      seconds: progress.seconds,
    };
  }

  /** What is awaited between batches: the trainer may be cancelled or disposed meanwhile. */
  private breather(): () => Promise<void> {
    const breathe = breather(this.signal);
    return async () => {
      await breathe();
      expectAlive(this.disposed, 'Trainer');
    };
  }
}

function secondsSince(start: number): number {
  return (performance.now() - start) / 1000;
}

function expectFinite(epoch: number, trainLoss: number, validationLoss: number): void {
  if (Number.isFinite(trainLoss) && Number.isFinite(validationLoss)) return;
  const losses = `training ${trainLoss}, validation ${validationLoss}`;
  throw new TrainingError(
    epoch,
    `The loss must stay finite; received ${losses} in epoch ${epoch} (Trainer). Try a smaller learningRate.`,
  );
}

function numbered(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `theta_${i + 1}`);
}

function makeFlow(
  { flow, embedding, support }: TrainingSettings,
  rows: Simulations,
  prior: Prior,
  seed: Rng,
): ConditionalFlow {
  const bounds = support === 'constrain' && { bounds: prior.support };
  return buildFlow(flow, rows, { seed, ...bounds, ...(embedding && { embedding }) });
}
