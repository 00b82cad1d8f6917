/** Takes in what the simulator returned for one row. */
export type Receive = (index: number, x: Float32Array) => void;

/** Where rows are simulated: on the calling thread or on workers. */
export interface Rows {
  /** Simulates rows from … to − 1 and hands each over as it ends. Rejects with a `RowFailure` at the first that fails. */
  run(from: number, to: number, receive: Receive): Promise<void>;
  /** Ends every worker; rows still under way are lost. */
  stop(): Promise<void>;
}

/** A row that failed, on its way to the `SimulationError` that will carry θ and the table so far. */
export class RowFailure extends Error {
  readonly index: number;

  constructor(index: number, problem: string, options?: { cause?: unknown }) {
    super(problem, options);
    this.index = index;
  }
}
