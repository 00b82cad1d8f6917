import { tiled } from './addresses.ts';
import type { Job } from './job.ts';
import { CHUNK, type Machine, Plan } from './plan.ts';

/** Addresses of what a pass writes for one chunk of rows. */
export interface Slot {
  readonly context: number;
  /** ln q of each row. */
  readonly logProb: number;
  readonly residual: number;
  /** What a draw is made of. */
  readonly noise: number;
}

/** Rows that are worked on together: what lies where, and how many panels of eight. */
export interface Chunk<S extends Slot> {
  readonly slot: S;
  readonly panels: number;
  /** Whether all rows have one context. */
  readonly shared: boolean;
}

export interface FlowShape {
  /** Of the ops, without `LogProb`, `LogProbGrad`, `Sample`. */
  readonly name: string;
  readonly dim: number;
  /** How many numbers one context has. */
  readonly context: number;
  /** How many weights the flat vector has. */
  readonly weights: number;
  /** How many numbers a draw is made of. */
  readonly noise: number;
}

/** The plan of a flow: q(residual | context). */
export abstract class FlowPlan<S extends Slot = Slot> extends Plan<S> {
  readonly shape: FlowShape;
  readonly chunk: number;
  /** Of residuals, contexts and noise: multiples of 4. */
  readonly features: number;
  readonly contexts: number;
  readonly noises: number;
  /** Slopes on the way back: of the residuals, of the contexts, and of each row's ln q. */
  readonly scratch: { readonly residual: number; readonly context: number; readonly slope: number };

  constructor(shape: FlowShape, chunk: number = CHUNK) {
    super(shape.weights);
    this.shape = shape;
    this.chunk = chunk;
    this.features = tiled(shape.dim);
    this.contexts = tiled(shape.context);
    this.noises = tiled(shape.noise);
    this.scratch = {
      residual: this.rows(this.features),
      context: this.rows(this.contexts),
      slope: this.rows(1),
    };
  }

  /** The context's part of what is computed for a row. */
  abstract project(machine: Machine, slot: S, panels: number): void;
  /** The same for the one context in the first lane of slot.context, once for all rows that have it. */
  abstract share(machine: Machine, slot: S): void;
  /** ln q of the rows in slot.residual, added to slot.logProb; leaves in the slot what the gradient needs. */
  abstract logProb(machine: Machine, chunk: Chunk<S>): void;
  /**
   * From the slopes in scratch.slope to the others, of a chunk that went forward: adds to the gradients of the weights, and to
   * those of the context in scratch.context; leaves that of the residual in scratch.residual. The last two may be left out where
   * it is the weights' alone that is asked for.
   */
  abstract back(machine: Machine, slot: S, panels: number, only: Job['only']): void;
  /** The residual, in slot.residual, of the noise in slot.noise. */
  abstract sample(machine: Machine, chunk: Chunk<S>): void;

  /** Brings the context in the first lane of slot.context into all eight of its panel. */
  protected spreadContext({ floats }: Machine, { context }: S): void {
    for (let c = 0; c < this.contexts; c++) {
      const at = context / 4 + 8 * c;
      floats.fill(floats[at] as number, at, at + 8);
    }
  }
}
