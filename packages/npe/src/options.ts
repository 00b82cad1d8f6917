import type { Job, Seed } from '@sbi/core';
import type { Prior } from '@sbi/distributions';
import type { FlowRecipe, NetworkRecipe } from '@sbi/flows';
import type { AmortizedPosterior } from './amortizedPosterior.ts';

/** What one epoch came to. Losses are mean negative log-densities of θ, in nats. */
export interface EpochReport {
  readonly epoch: number;
  readonly trainLoss: number;
  readonly validationLoss: number;
  /** Whether this is the lowest validation loss so far: its weights are kept. */
  readonly best: boolean;
  /** Gradient steps taken so far. */
  readonly steps: number;
  /** The learning rate of the last step. */
  readonly learningRate: number;
  /** Epochs that training still waits for a better one. */
  readonly patienceLeft: number;
  /** Seconds of training so far. */
  readonly seconds: number;
  /** Which of several trainings this is, where there are several. */
  readonly attempt?: AttemptNumber;
  /** Which member of an average this is, where there are several. */
  readonly member?: MemberNumber;
}

/** How far the epoch under way has come. */
export interface StepReport extends Pick<EpochReport, 'epoch' | 'steps' | 'seconds' | 'attempt' | 'member'> {
  /** The share of the epoch that is behind. */
  readonly done: number;
}

/** One of the members that are trained. */
export interface MemberNumber {
  /** From 1. */
  readonly index: number;
  readonly count: number;
}

/** One of the trainings that are tried. */
export interface AttemptNumber {
  /** From 1. */
  readonly index: number;
  readonly count: number;
  readonly name: string;
}

/** What the settings that are not given follow. */
export type Preset = 'default' | 'sbi' | 'auto';

/** How draws are kept inside the prior: by construction, or by drawing again. */
export type SupportMethod = 'constrain' | 'reject';

/** How a gradient becomes a step; each as torch's of that name. */
export type OptimizerName = 'adam' | 'adamw' | 'sgd';

/** How the learning rate goes on after the warm-up: as it is, along a half cosine to 0, or halved where losses stand still. */
export type ScheduleName = 'constant' | 'cosine' | 'plateau';

/** The settings of a training; all but `prior` and `seed` have defaults. */
export interface NpeOptions extends Job<EpochReport> {
  readonly prior: Prior;
  readonly seed: Seed;
  /**
   * 'sbi': Python sbi's training to the letter; its settings are then the defaults of all others. 'auto', of `npe` only: tries
   * several flows and schedules side by side, and goes on with the one with the highest held-out density; maxSeconds is for
   * all.
   */
  readonly preset?: Preset;
  readonly flow?: FlowRecipe;
  /** The network that reads x before the flow does, trained with it; an x of several axes needs one. */
  readonly embedding?: NetworkRecipe;
  readonly support?: SupportMethod;
  /** Rows a gradient step (200). */
  readonly batchSize?: number;
  /** 'adam'; 'adamw' with decoupled weight decay; 'sgd' with momentum. */
  readonly optimizer?: OptimizerName;
  /** The highest learning rate (5e-4; 2e-3 of 'cosine'; 1e-2 of 'sgd'). */
  readonly learningRate?: number;
  /** Share of learning rate × weight that 'adamw' takes off each weight at every step (1e-2); 0 elsewhere. */
  readonly weightDecay?: number;
  /** Of 'sgd' (0.9). */
  readonly momentum?: number;
  /** 'constant'. Training ends with a 'cosine'; a 'plateau' halves the rate whenever a quarter of patience is used up. */
  readonly schedule?: ScheduleName;
  /** Steps of a 'cosine', warm-up included: those of maxSteps or maxEpochs, else 1,500, or 4,000 from 5,000 simulations. */
  readonly scheduleSteps?: number;
  /** Steps over which the learning rate rises from 0 (0; a tenth of a 'cosine', 100 at most). */
  readonly warmupSteps?: number;
  /** Share of the simulations that validates and never trains (0.1): of n rows, floor((1 − share) · n) train. */
  readonly validationFraction?: number;
  /**
   * Epochs without a better validation loss before training stops; the default follows the number of simulations, and a
   * 'cosine' is waited for.
   */
  readonly patience?: number;
  /** Epochs at most; n means n. */
  readonly maxEpochs?: number;
  /** Gradient steps at most; the epoch under way is cut short. */
  readonly maxSteps?: number;
  /** Seconds of training at most, looked at between steps. */
  readonly maxSeconds?: number;
  /** Largest L2 norm of a gradient (5); null: any. */
  readonly clipNorm?: number | null;
  /** Decay of the running average of the weights that is validated and kept (0.99); 0: no average. */
  readonly averaging?: number;
  /**
   * How much each simulation counts, one number ≥ 0 a row, on any scale: sbi's calibration kernel. They weigh the losses, not
   * the scaling of θ and x.
   */
  readonly weights?: ArrayLike<number>;
  /**
   * Trainings from other initial weights, on the same rows (1): the one with the lowest validation loss is kept. maxSeconds
   * is for all of them. Of `npe` only.
   */
  readonly restarts?: number;
  /**
   * What is done about entries of x that are NaN: 'refuse' (the default), or 'mask': the flow is told which ones are missing,
   * and trains on every simulation twice, once as it is and once with random entries missing. `given(x)` then takes NaN.
   * x must be a vector.
   */
  readonly missing?: 'refuse' | 'mask';
  /** Names the stream that splits off the rows to validate (`seed`): trainings that are compared share them. */
  readonly splitSeed?: Seed;
  /**
   * Starts from this posterior's weights; its flow, its scaling of θ and x, its names and its support method stay as they
   * are. The result is never worse than it on the rows held out.
   */
  readonly resume?: AmortizedPosterior;
  /** A checkpoint to go on from: of the same simulations, prior, seed and settings; limits may be others. */
  readonly checkpoint?: Uint8Array | undefined;
  /** Called after every epoch; training waits for a promise that it returns, and so can be paused. */
  readonly onProgress?: (report: EpochReport) => void;
  /** Called within an epoch about four times a second; training waits as for `onProgress`. */
  readonly onSteps?: (report: StepReport) => void;
  /** Is given a checkpoint after every so many epochs and at the end; training waits for what it returns. */
  readonly onCheckpoint?: (bytes: Uint8Array) => void | Promise<void>;
  /** Epochs from one checkpoint to the next (1). */
  readonly checkpointEvery?: number;
}

/** The settings of several trainings that are averaged. */
export interface MembersOptions extends NpeOptions {
  /**
   * Trainings of other seeds, which hold out other rows, whose average is the result; 'auto': 3 with fewer than 20,000
   * simulations, where an average is better calibrated, else 1. With preset 'auto' those after the first train as its best
   * candidate did. maxSeconds is for all of them: a member that there is no time for is left out. Of `npe` only.
   */
  readonly members: number | 'auto';
}

/** What a training that stopped may be given to go on. Limits count from its very beginning. */
export interface ResumeOptions {
  readonly maxEpochs?: number;
  readonly maxSteps?: number;
  readonly maxSeconds?: number;
  readonly patience?: number;
}

/** Every setting of a training with its value: plain data, kept in the model. */
export interface TrainingSettings {
  readonly preset: Preset;
  readonly flow: FlowRecipe;
  /** null: the flow reads x as it is. */
  readonly embedding: NetworkRecipe | null;
  readonly support: SupportMethod;
  readonly missing: 'refuse' | 'mask';
  readonly batchSize: number;
  readonly optimizer: OptimizerName;
  readonly learningRate: number;
  readonly weightDecay: number;
  readonly momentum: number;
  readonly schedule: ScheduleName;
  readonly scheduleSteps: number;
  readonly warmupSteps: number;
  readonly validationFraction: number;
  readonly patience: number;
  readonly maxEpochs: number;
  readonly maxSteps: number;
  readonly maxSeconds: number;
  readonly clipNorm: number | null;
  readonly averaging: number;
}
