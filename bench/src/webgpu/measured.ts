/** What one backend came to with one kind of model. */
export interface Measured {
  /** Validation losses of the first epochs. */
  readonly losses: number[];
  /** log q(θ | x) of the trained model at rows that every backend is asked about. */
  readonly logProb: number[];
  /** The first draws of the trained model, one after the other. */
  readonly draws: number[];
  /** Median milliseconds of an epoch. */
  readonly epoch: number;
  /** Median milliseconds of DRAWS draws. */
  readonly sample: number;
}

/** Everything that one backend came to. */
export interface Report {
  /** The graphics card, as its driver names it; of webgpu only. */
  readonly adapter: string | undefined;
  readonly models: Readonly<Record<string, Measured>>;
}

export const DRAWS = 10_000;
