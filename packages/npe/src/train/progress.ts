import type { TrainingSettings } from '../options.ts';
import { Patience } from './patience.ts';
import { Schedule } from './schedule.ts';

/** Why a training ended. */
export type StopReason = 'patience' | 'schedule' | 'epochs' | 'steps' | 'time' | 'cancelled';

/** What may be changed when a training goes on. */
export type Limits = Pick<TrainingSettings, 'patience' | 'maxEpochs' | 'maxSteps' | 'maxSeconds'>;

/** How far a training has come: plain data, which a checkpoint carries. */
export interface ProgressState {
  readonly trainLoss: readonly number[];
  readonly validationLoss: readonly number[];
  readonly bestEpoch: number;
  readonly bestLoss: number;
  readonly fruitless: number;
  readonly halvings: number;
  readonly seconds: number;
}

/** Counts epochs and seconds, remembers losses, and says when and why a training ends. */
export class Progress {
  readonly trainLoss: number[] = [];
  readonly validationLoss: number[] = [];
  private settings: TrainingSettings;
  private schedule: Schedule;
  private readonly patience: Patience;
  private best = 0;
  private halvings = 0;
  private elapsed = 0;

  constructor(settings: TrainingSettings) {
    this.settings = settings;
    this.schedule = new Schedule(settings);
    this.patience = new Patience(settings.patience);
  }

  get epochs(): number {
    return this.validationLoss.length;
  }

  get bestEpoch(): number {
    return this.best;
  }

  get bestLoss(): number {
    return this.patience.best;
  }

  get patienceLeft(): number {
    return this.patience.left;
  }

  get seconds(): number {
    return this.elapsed;
  }

  /** The learning rate of the step after so many. */
  rate(steps: number): number {
    return this.schedule.rate(steps, this.halvings);
  }

  /** Takes what an epoch came to; true when it was the best so far. */
  add(trainLoss: number, validationLoss: number, seconds: number): boolean {
    this.trainLoss.push(trainLoss);
    this.validationLoss.push(validationLoss);
    this.elapsed += seconds;
    const better = this.patience.improves(validationLoss);
    if (better) this.best = this.epochs;
    if (this.schedule.isPlateau(this.patience.fruitless)) this.halvings += 1;
    return better;
  }

  /** Why training ends after so many steps; undefined while it goes on. */
  verdict(steps: number): StopReason | undefined {
    if (this.patience.left <= 0) return 'patience';
    if (this.schedule.endsAt(steps)) return 'schedule';
    return this.epochs >= this.settings.maxEpochs ? 'epochs' : this.limit(steps, 0);
  }

  /** The limit that is reached after so many steps and, in the epoch under way, seconds. */
  limit(steps: number, seconds: number): 'schedule' | 'steps' | 'time' | undefined {
    if (this.schedule.endsAt(steps)) return 'schedule';
    if (steps >= this.settings.maxSteps) return 'steps';
    return this.elapsed + seconds >= this.settings.maxSeconds ? 'time' : undefined;
  }

  /** Goes on under other limits; a patience that is used up begins anew. */
  extend(limits: Limits): void {
    this.settings = { ...this.settings, ...limits };
    this.schedule = new Schedule(this.settings);
    const { best, fruitless } = this.patience;
    this.patience.restart(limits.patience, best, fruitless < limits.patience ? fruitless : 0);
  }

  /** Other rows validate from here on: what the best weights lose on them is what there is to beat. */
  rescore(bestLoss: number): void {
    this.patience.restart(this.settings.patience, bestLoss, 0);
  }

  get state(): ProgressState {
    const { trainLoss, validationLoss, bestEpoch, bestLoss, halvings, seconds } = this;
    const { fruitless } = this.patience;
    return { trainLoss, validationLoss, bestEpoch, bestLoss, fruitless, halvings, seconds };
  }

  /** Goes on where another one, new like this one, had come to. */
  restore({
    trainLoss,
    validationLoss,
    bestEpoch,
    bestLoss,
    fruitless,
    halvings,
    seconds,
  }: ProgressState): void {
    this.trainLoss.push(...trainLoss);
    this.validationLoss.push(...validationLoss);
    this.best = bestEpoch;
    this.halvings = halvings;
    this.elapsed = seconds;
    this.patience.restart(this.settings.patience, bestLoss, fruitless);
  }
}
