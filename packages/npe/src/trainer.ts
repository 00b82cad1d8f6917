import { breather, checkSimulations, Rng, SbiError, type Simulations } from '@sbi/core';
import { expectAlive } from './alive.ts';
import type { AmortizedPosterior } from './amortizedPosterior.ts';
import type { EpochReport, NpeOptions, ResumeOptions, TrainingSettings } from './options.ts';
import { variant } from './retold.ts';
import { checkWhole, limitsOf, settingsOf } from './settings.ts';
import { checkInputs } from './train/checkInputs.ts';
import { Checkpoint, encodeCheckpoint } from './train/checkpoint.ts';
import { cloneFlow } from './train/cloneFlow.ts';
import { expectFinite } from './train/expectFinite.ts';
import { Learner } from './train/learner.ts';
import { makeOptimizer } from './train/makeOptimizer.ts';
import { withMask } from './train/missing.ts';
import type { Optimizer } from './train/optimizer.ts';
import { Progress, type StopReason } from './train/progress.ts';
import { dropsUnits, newFlow, resumed } from './train/startingFlow.ts';
import { startingPosterior } from './train/startingPosterior.ts';
import { Stopwatch } from './train/stopwatch.ts';
import { Tables } from './train/tables.ts';
import { tellingBreath } from './train/tellingBreath.ts';
import { TrainingSet } from './train/trainingSet.ts';
import type { TrainingSummary } from './trainingSummary.ts';

/**
 * Trains q(θ | x) by maximum likelihood, one epoch at a time: iterate, look, `break` when you like.
 *
 * Breaking off leaves everything as it is: iterate again and training goes on, with the same numbers as without the
 * break. `best` follows the epoch with the lowest validation loss in place; it may be drawn from while training goes on,
 * and it outlives the trainer. When the signal is aborted, iteration rejects with `signal.reason` and `best` stays.
 * Within an epoch that takes long, `onSteps` is told how far it is, `snapshot` shows what was learnt, and `endEpoch` ends it.
 * After its end a training goes on by `resume`, and with more simulations by `append`. Simulations are not copied: leave
 * their numbers as they are until the trainer is disposed.
 * `new` owns memory: call `dispose`, or use `using`; `best` is disposed by itself.
 *
 * @throws ShapeError or SupportError when simulations, prior and settings do not fit together
 * @throws CheckpointError when a checkpoint is of another training, and SerializationError when it cannot be read
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
 * trainer.append(await simulate(prior, simulator, { count: 300, seed: 3 }));
 * trainer.resume({ maxEpochs: 5 });
 * for await (const _ of trainer);
 * console.log(trainer.summary.epochs, trainer.summary.rows); // → 5 800
 * trainer.dispose();
 * const draws = await trainer.best.given([0.8, 0.6, 0.4]).sample(100, { seed: 3 });
 * console.log(draws.rows); // → 100
 * trainer.best.dispose();
 */
export class Trainer implements AsyncIterable<EpochReport>, Disposable {
  /** The posterior of the best epoch so far; before the first one ends, that of the weights it starts from. */
  readonly best: AmortizedPosterior;
  private readonly options: NpeOptions;
  private readonly rng: Rng;
  private readonly optimizer: Optimizer;
  private readonly learner: Learner;
  private readonly progress: Progress;
  private current: TrainingSettings;
  private tables: Tables;
  private data: TrainingSet;
  /** Whether the best weights have yet to be scored on the rows that validate. */
  private unscored: boolean;
  private reason: StopReason | undefined;
  private busy = false;
  /** Whether the epoch under way was asked to end. */
  private isCut = false;
  private disposed = false;

  constructor(simulations: Simulations, given: NpeOptions) {
    checkSimulations(simulations, 'Trainer', 'allow');
    const { checkpoint, resume, weights, ...options } = withMask(resumed(given, simulations));
    checkInputs(simulations, options);
    checkWhole('checkpointEvery', options.checkpointEvery ?? 1);
    const saved = checkpoint && new Checkpoint(checkpoint);
    this.options = options;
    this.tables = new Tables(simulations, weights, options, saved?.parts);
    this.current = settingsOf(options, this.tables.parts[0] as number);
    this.rng = Rng.from(options.seed);
    this.progress = new Progress(this.current);
    this.unscored = saved?.unscored ?? resume !== undefined;
    options.signal?.throwIfAborted();
    saved?.expect(this.tables.identity, this.current);
    const sides = this.tables.divide(this.current);
    const make = () => newFlow(this.current, sides, options.prior, this.rng.fork('flow'));
    const flow = saved?.flow() ?? (resume ? cloneFlow(resume.estimator) : make());
    const owned: { dispose(): void }[] = [flow];
    const own = <T extends { dispose(): void }>(made: T): T => {
      owned.push(made);
      return made;
    };
    try {
      this.best = startingPosterior(flow, simulations, {
        ...{ prior: options.prior, resume, support: this.current.support },
        seed: this.rng.fork('leakage').bits(),
        novelty: () => this.data.novelty,
        training: () => this.summary,
      });
      this.data = new TrainingSet(flow, sides, this.rng.fork('novelty'));
      this.optimizer = own(makeOptimizer(flow.parameters.flat, this.current));
      this.learner = new Learner(flow, this.optimizer, this.current.batchSize);
      saved?.restore(this.optimizer, this.progress, flow.parameters.size);
    } catch (error) {
      for (const made of owned) made.dispose();
      throw error;
    }
    this.reason = saved && this.progress.verdict(this.optimizer.count);
  }

  /** Every setting with its value; `resume` changes limits. */
  get settings(): TrainingSettings {
    return this.current;
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
      rows: this.tables.rows,
      ...(this.current.missing === 'mask' && { incomplete: this.tables.incomplete }),
    };
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<EpochReport, void> {
    while (this.reason === undefined) {
      const report = await this.epoch();
      this.reason = this.progress.verdict(this.optimizer.count);
      await this.keep(report.epoch);
      await this.options.onProgress?.(report);
      yield report;
    }
  }

  /** Ends the epoch under way after its next step: it is validated and reported as any other. Between epochs it does nothing. */
  endEpoch(): void {
    this.isCut = true;
  }

  /**
   * The posterior of the weights as they are now, within an epoch too, where `best` is that of an epoch which has ended. The
   * caller owns it.
   *
   * @throws SbiError after `dispose`
   */
  snapshot(): AmortizedPosterior {
    expectAlive(this.disposed, 'Trainer.snapshot');
    const flow = cloneFlow(this.best.estimator);
    flow.parameters.assign(this.optimizer.averaged);
    return variant(this.best, flow, this.summary);
  }

  /**
   * Lets a training that stopped go on when it is iterated again: limits that are not given are none. n epochs and then m
   * more are the same, bit for bit, as n + m in one go; an epoch that a limit cut short stays short. Patience that was used
   * up begins anew; a schedule that ended stays so.
   *
   * @throws ShapeError for a limit that is none
   * @throws SbiError while an epoch is under way, or after `dispose`
   */
  resume(limits: ResumeOptions = {}): void {
    this.expectIdle('Trainer.resume');
    const checked = limitsOf(limits, this.current);
    this.current = { ...this.current, ...checked };
    this.progress.extend(checked);
    this.reason = this.progress.verdict(this.optimizer.count);
  }

  /**
   * Takes more simulations: the same share of them validates, rows that were there stay on their side, and the scaling of θ
   * and x stays as the first ones made it. The best weights so far are then to be beaten on all rows held out, and the
   * patience begins anew; limits stay until `resume` changes them.
   *
   * @param options.weights how much each of them counts beside those before, where it is 1 unless said otherwise
   * @throws ShapeError or SupportError when they do not fit the prior or what was there before
   * @throws SbiError while an epoch is under way, or after `dispose`
   */
  append(simulations: Simulations, { weights }: Pick<NpeOptions, 'weights'> = {}): void {
    this.expectIdle('Trainer.append');
    checkSimulations(simulations, 'Trainer.append', 'allow');
    const tables = this.tables.append(simulations, weights);
    checkInputs(simulations, this.options);
    const sides = tables.divide(this.current);
    const data = new TrainingSet(this.best.estimator, sides, this.rng.fork('novelty'));
    this.tables.dispose();
    this.data.dispose();
    this.tables = tables;
    this.data = data;
    this.unscored = true;
    this.progress.extend(this.current);
    this.reason = this.progress.verdict(this.optimizer.count);
  }

  /**
   * Where the training stands, as a safetensors file: a Trainer that is given it as `checkpoint`, with the same
   * simulations (those appended too), prior, seed and settings, comes to the same bits as one that never stopped.
   *
   * @throws SbiError while an epoch is under way, or after `dispose`
   */
  async checkpoint(): Promise<Uint8Array> {
    this.expectIdle('Trainer.checkpoint');
    const { current: settings, unscored } = this;
    const { identity, parts } = this.tables;
    const standing = { identity, settings, parts, unscored };
    return encodeCheckpoint(standing, this.best.estimator, this.optimizer, this.progress);
  }

  /** Frees the optimiser, and lets go of the data. `best` lives on. */
  dispose(): void {
    this.disposed = true;
    this.tables.dispose();
    this.data.dispose();
    this.optimizer.dispose();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  private async epoch(): Promise<EpochReport> {
    this.expectIdle('Trainer');
    this.busy = true;
    this.isCut = false;
    try {
      return await this.train(new Stopwatch());
    } finally {
      this.busy = false;
    }
  }

  private async train(watch: Stopwatch): Promise<EpochReport> {
    const { progress, optimizer, learner } = this;
    const { train, validation } = this.data;
    const breathe = this.breather();
    if (this.unscored) {
      progress.rescore(await learner.validate(validation, this.best.estimator.parameters.flat, breathe));
      this.unscored = false;
    }
    const epoch = progress.epochs + 1;
    const order = this.rng.fork('epoch').fork(epoch).permutation(train.rows);
    const trainLoss = await learner.train(train, order, {
      rate: (steps) => progress.rate(steps),
      dropout: dropsUnits(this.current.flow) ? (steps) => this.rng.fork('dropout').fork(steps) : undefined,
      breathe: tellingBreath(this.options.onSteps, watch, breathe, () => {
        return { epoch, steps: optimizer.count, seconds: progress.seconds + watch.seconds };
      }),
      ends: (steps) => this.isCut || progress.limit(steps, watch.seconds) !== undefined,
    });
    const validationLoss = await learner.validate(validation, optimizer.averaged, breathe);
    expectFinite(epoch, trainLoss, validationLoss);
    const learningRate = progress.rate(optimizer.count - 1);
    const best = progress.add(trainLoss, validationLoss, watch.seconds);
    if (best) this.best.estimator.parameters.assign(optimizer.averaged);
    const { patienceLeft, seconds } = progress;
    const steps = optimizer.count;
    return { epoch, trainLoss, validationLoss, best, steps, learningRate, patienceLeft, seconds };
  }

  private async keep(epoch: number): Promise<void> {
    const { onCheckpoint, checkpointEvery = 1 } = this.options;
    if (onCheckpoint && (this.reason !== undefined || epoch % checkpointEvery === 0)) {
      await onCheckpoint(await this.checkpoint());
    }
  }

  private expectIdle(where: string): void {
    expectAlive(this.disposed, where);
    if (this.busy) throw new SbiError('busy', `${where} must wait for the epoch under way to end.`);
  }

  /** What is awaited between batches: the trainer may be cancelled or disposed meanwhile. */
  private breather(): () => Promise<void> {
    const breathe = breather(this.options.signal);
    return async () => {
      await breathe();
      expectAlive(this.disposed, 'Trainer');
    };
  }
}
