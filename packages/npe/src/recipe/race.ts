import { type Simulations, TrainingError } from '@sbi/core';
import type { AmortizedPosterior } from '../amortizedPosterior.ts';
import type { NpeOptions } from '../options.ts';
import { listenersOf } from '../train/listeners.ts';
import { Trainer } from '../trainer.ts';
import type { Attempt } from '../trainingSummary.ts';
import type { Candidate } from './candidates.ts';

/** One candidate on its way. */
interface Runner {
  readonly candidate: Candidate;
  readonly trainer: Trainer;
  seconds: number;
  /** Whether its loss stopped being finite; its best weights are kept. */
  failed: boolean;
}

/**
 * Trains candidates side by side on the same rows, and lets go of those that fall behind (successive halving: Jamieson &
 * Talwalkar 2016). It owns what it trains: `finish` hands one posterior over, and `dispose` frees the rest.
 */
export class Race {
  private readonly simulations: Simulations;
  private readonly options: NpeOptions;
  private readonly runners: Runner[] = [];
  private readonly gone: Attempt[] = [];
  private count: number;
  /** Seconds of those that are gone. */
  private spent = 0;

  /** @param count how many candidates there are to be, for whoever watches */
  constructor(simulations: Simulations, options: NpeOptions, count: number) {
    this.simulations = simulations;
    this.options = options;
    this.count = count;
  }

  /** Those that are still there, the best first. */
  get names(): readonly string[] {
    return this.runners.map(({ candidate }) => candidate.name);
  }

  /** All that were tried, the best first. */
  get attempts(): readonly Attempt[] {
    return [...this.runners.map(attemptOf), ...this.gone];
  }

  /** The seconds that are left of all that may be used. */
  get left(): number {
    const { maxSeconds = Number.POSITIVE_INFINITY } = this.options;
    return maxSeconds - this.runners.reduce((sum, { seconds }) => sum + seconds, this.spent);
  }

  /** Adds a candidate that has learnt nothing yet. */
  enter(candidate: Candidate): void {
    const index = this.runners.length + this.gone.length + 1;
    this.count = Math.max(this.count, index);
    const attempt = { index, count: this.count, name: candidate.name };
    const { onProgress, ...listeners } = listenersOf(this.options, { attempt });
    const runner: Runner = {
      candidate,
      seconds: 0,
      failed: false,
      trainer: new Trainer(this.simulations, {
        ...this.options,
        ...candidate.options,
        ...listeners,
        onProgress: (report) => {
          runner.seconds = report.seconds;
          return onProgress?.(report);
        },
      }),
    };
    this.runners.push(runner);
  }

  /** Trains all of them to so many steps, or to their ends, and puts the best first. */
  async run(steps: number): Promise<void> {
    for (const runner of this.runners) {
      if (!this.goesOn(runner)) continue;
      const { trainer } = runner;
      const { maxEpochs, maxSteps, patience } = trainer.settings;
      trainer.resume({ maxEpochs, maxSteps, patience, maxSeconds: runner.seconds + this.left });
      try {
        for await (const report of trainer) if (report.steps >= steps) break;
      } catch (error) {
        if (!(error instanceof TrainingError) || this.runners.length === 1) throw error;
        runner.failed = true;
      }
    }
    this.runners.sort((a, b) => lossOf(a) - lossOf(b));
  }

  /** Trains the best to so many steps at most: it ends there, or before. Whether it was still learning. */
  async lead(most: number): Promise<boolean> {
    const [runner] = this.runners as [Runner];
    if (!this.goesOn(runner)) return false;
    const { trainer, seconds } = runner;
    const { maxEpochs, maxSteps, patience } = trainer.settings;
    const limits = { maxEpochs, maxSteps: Math.min(maxSteps, most), patience };
    trainer.resume({ ...limits, maxSeconds: seconds + this.left });
    for await (const _ of trainer);
    return trainer.stopped === 'steps' && most < maxSteps;
  }

  /** Lets go of all but the best so many. */
  keep(count: number): void {
    for (const runner of this.runners.splice(count)) {
      this.gone.unshift(attemptOf(runner));
      this.spent += runner.seconds;
      runner.trainer.dispose();
      runner.trainer.best.dispose();
    }
  }

  /** The posterior of the best one, which the caller owns; the others are gone. */
  finish(): AmortizedPosterior {
    this.keep(1);
    const [winner] = this.runners.splice(0) as [Runner];
    winner.trainer.dispose();
    return winner.trainer.best;
  }

  dispose(): void {
    this.keep(0);
  }

  private goesOn({ trainer, failed }: Runner): boolean {
    return trainer.stopped === undefined && !failed && this.left > 0;
  }
}

function attemptOf({ candidate, trainer }: Runner): Attempt {
  const { bestValidationLoss, steps } = trainer.summary;
  return { name: candidate.name, bestValidationLoss, steps };
}

function lossOf({ trainer }: Runner): number {
  return trainer.summary.bestValidationLoss;
}
