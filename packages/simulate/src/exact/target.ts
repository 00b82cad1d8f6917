/** A density on R^dim from which `sampleExactly` draws. */
export interface Target {
  readonly dim: number;
  /**
   * ln of the density, up to a constant; −∞ or NaN where there is none. Its tails must not be heavier than those of a
   * Student t with five degrees of freedom.
   */
  logDensity(z: Float64Array): number;
  /** Where it lies roughly, a coordinate: too wide does no harm. */
  readonly start: { readonly loc: readonly number[]; readonly scale: readonly number[] };
}

/** What long work awaits at every evaluation: it lets the event loop run, and stops when it is asked to. */
export type Breathe = () => Promise<void>;
