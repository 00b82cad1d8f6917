import type { FlowRecipe, NetworkRecipe } from '@sbi/flows';

/** A training step of a flow of these sizes. */
export interface StepSpec {
  readonly kind: 'step';
  readonly recipe: FlowRecipe;
  readonly embedding?: NetworkRecipe;
  readonly dim: number;
  readonly xShape: readonly number[];
  readonly batch: number;
}

/** The tutorial from nothing: simulate, train for so many epochs, draw so many at two observations. */
export interface TutorialSpec {
  readonly kind: 'tutorial';
  readonly recipe: FlowRecipe;
  readonly count: number;
  readonly epochs: number;
  readonly draws: number;
}

/** The tutorial until training ends by itself. */
export interface AccurateSpec {
  readonly kind: 'accurate';
  readonly count: number;
  readonly draws: 0;
}

/** Something asked of a posterior of the tutorial that was trained for so many epochs. */
export interface PosteriorSpec {
  readonly kind: 'draws' | 'logProb' | 'map' | 'batched';
  readonly recipe: FlowRecipe;
  readonly epochs: number;
  readonly count: number;
  readonly observations?: number;
}

/** What a peer is asked to get ready, as it travels to it. */
export type Spec = StepSpec | TutorialSpec | AccurateSpec | PosteriorSpec;

/** Pairs that no training saw. */
export interface Pairs {
  readonly theta: readonly (readonly number[])[];
  readonly x: readonly (readonly number[])[];
}

/** What a peer is asked. */
export type Request =
  | { readonly method: 'hello' | 'memory' | 'size' }
  /** `epoch`: about how many steps a call of `run` will be asked for at least. */
  | { readonly method: 'prepare'; readonly spec: Spec; readonly epoch?: number }
  | { readonly method: 'run'; readonly units: number }
  | { readonly method: 'quality'; readonly rows: Pairs; readonly normalized?: boolean }
  /** A flow file with the weights of what is prepared, and its densities at some points. */
  | { readonly method: 'export'; readonly spec: StepSpec; readonly file: string }
  /** The densities of a flow file at these points. */
  | {
      readonly method: 'densities';
      readonly file: string;
      readonly points: Points;
    };

interface Points {
  readonly theta: readonly number[];
  readonly x: readonly number[];
}

/** What it answers, in one shape for all. */
export interface Answer {
  readonly error?: string;
  readonly seconds?: number;
  readonly units?: number;
  readonly weights?: number;
  readonly logQ?: number;
  readonly bytes?: number;
  readonly threads?: number;
  readonly versions?: Readonly<Record<string, string>>;
  readonly theta?: readonly number[];
  readonly x?: readonly number[];
  readonly logProb?: readonly number[];
}
