import {
  breather,
  checkSimulations,
  Rng,
  ShapeError,
  type Simulations,
  SupportError,
  selectSimulations,
  TrainingError,
} from '@sbi/core';
import { contains } from '@sbi/distributions';
import { buildFlow, type ConditionalFlow } from '@sbi/flows';
import { add, mean, neg, stack, sub, sum, type Tensor, tidy, valueAndGrad } from '@tensorflow/tfjs-core';
import { AmortizedPosterior } from './amortizedPosterior.ts';
import { fitNovelty } from './novelty.ts';
import { type EpochReport, type NpeOptions, settingsOf, type TrainingSettings } from './options.ts';
import { Adam } from './train/adam.ts';
import { Patience, type StopReason } from './train/patience.ts';
import { splitRows, TrainingData } from './train/trainingData.ts';
import type { TrainingSummary } from './trainingSummary.ts';

/**
 * Trains q(θ | x) by maximum likelihood, one epoch at a time: iterate, look, `break` when you like.
 *
 * Breaking off leaves everything as it is: iterate again and training goes on. `best` follows the epoch with the lowest
 * validation loss in place; it may be drawn from while training goes on, and it outlives the trainer.
 * `new` owns memory: call `dispose`, or use `using`.
 *
 * @throws ShapeError or SupportError when simulations, prior and settings do not fit together
 * @throws TrainingError from an epoch whose loss is not finite
 */
export class Trainer implements AsyncIterable<EpochReport>, Disposable {
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

  constructor(simulations: Simulations, options: NpeOptions) {
    const { prior } = options;
    const { theta } = simulations;
    checkInputs(simulations, options);
    this.settings = settingsOf(options, theta.rows);
    this.signal = options.signal;
    this.onProgress = options.onProgress;
    this.rng = Rng.from(options.seed);
    const split = splitRows(theta.rows, this.settings.validationFraction, this.rng.fork('split'));
    if (split.train.length < 2 || split.validation.length < 1) {
      const expected = 'hold at least two simulations to train on and one to validate';
      throw new ShapeError('simulations', expected, `${theta.rows} rows`, 'Trainer');
    }
    const rows = selectSimulations(simulations, split.train);
    const held = selectSimulations(simulations, split.validation);
    const flow = makeFlow(this.settings, rows, options, this.rng.fork('flow'));
    this.best = new AmortizedPosterior({
      prior,
      estimator: flow,
      names: theta.names ?? prior.names ?? Array.from({ length: theta.columns }, (_, i) => `theta_${i + 1}`),
      xNames: simulations.x.names,
      support: this.settings.support,
      seed: this.rng.fork('leakage').bits(),
      novelty: fitNovelty(flow.preconditioner, rows.x, held.x, this.rng.fork('novelty')),
      training: () => this.summary,
    });
    this.train = new TrainingData(flow, rows);
    this.validation = new TrainingData(flow, held);
    this.optimizer = new Adam(flow.parameters.flat, this.settings);
    this.patience = new Patience(this.settings.patience);
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
    const trainLoss = await this.trainEpoch(epoch);
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
    this.seconds += (performance.now() - start) / 1000;
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
  private async trainEpoch(epoch: number): Promise<number> {
    const { rows } = this.train;
    const size = Math.min(this.settings.batchSize, rows);
    const order = this.rng.fork('epoch').fork(epoch).permutation(rows);
    const losses: Tensor[] = [];
    const breathe = breather(this.signal);
    try {
      await breathe();
      for (let begin = 0; begin + size <= rows; begin += size) {
        losses.push(this.step(order.subarray(begin, begin + size)));
        await breathe();
      }
      return await meanOf(tidy(() => sub(stack(losses), this.train.meanLogDet)));
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
    const breathe = breather(this.signal);
    let total = 0;
    for (const piece of this.validation.pieces()) {
      const sums = tidy(() => {
        const [residual, context] = this.validation.batch(piece);
        return sum(flow.residualLogProb(this.optimizer.averaged, residual, context));
      });
      total += await meanOf(sums);
      await breathe();
    }
    const logDet = await meanOf(tidy(() => add(this.validation.meanLogDet, 0)));
    return -total / this.validation.rows - logDet;
  }

  private verdict(): StopReason | undefined {
    const { maxEpochs, maxSteps, maxSeconds } = this.settings;
    if (this.patience.left <= 0) return 'patience';
    if (this.history.length >= maxEpochs) return 'epochs';
    if (this.optimizer.count >= maxSteps) return 'steps';
    return this.seconds >= maxSeconds ? 'time' : undefined;
  }
}

/** The mean of a small tensor's entries, in float64; disposes it. */
async function meanOf(tensor: Tensor): Promise<number> {
  const values = await tensor.data();
  tensor.dispose();
  return Float64Array.from(values).reduce((total, value) => total + value, 0) / values.length;
}

function checkInputs(simulations: Simulations, { prior }: NpeOptions): void {
  checkSimulations(simulations, 'Trainer');
  const { theta } = simulations;
  if (prior.dim !== theta.columns) {
    throw new ShapeError(
      'theta',
      `have ${prior.dim} columns, as the prior`,
      `${theta.columns} columns`,
      'Trainer',
    );
  }
  const outside = contains(prior.support, theta).indexOf(0);
  if (outside < 0) return;
  const point = Array.from(theta.data.subarray(outside * theta.columns, (outside + 1) * theta.columns)).join(
    ', ',
  );
  const message = `Every row of theta must lie in the prior's support; received [${point}] in row ${outside} (Trainer).`;
  throw new SupportError('theta', outside, message);
}

function makeFlow(
  settings: TrainingSettings,
  rows: Simulations,
  { prior }: NpeOptions,
  seed: Rng,
): ConditionalFlow {
  const bounds = settings.support === 'constrain' ? prior.support : undefined;
  return buildFlow(settings.flow, rows, bounds ? { seed, bounds } : { seed });
}
