import { checkShapes } from './checkShapes.ts';
import type { FlowPlan, Slot } from './flowPlan.ts';
import { contextsOf, fromPanels, type Piece, panelsOf, piecesOf, toPanels } from './panels.ts';
import { type Input, Passes } from './passes.ts';
import { type Architecture, planOf } from './planOf.ts';
import type { Workspace } from './workspace.ts';

export interface FlowInputs {
  /** All weights, in the layout of @sbi/flows. */
  readonly flat: Input;
  /** Residuals [rows, D], or the noise to make some from. */
  readonly rows: Input;
  /** [contexts, C]; row i has context i mod contexts. */
  readonly context: Input;
}

/** The fused kernels of flows, over one workspace. */
export class FlowKernels {
  readonly passes: Passes<Architecture, Slot, FlowPlan>;
  private readonly workspace: Workspace;

  constructor(workspace: Workspace) {
    this.workspace = workspace;
    this.passes = new Passes(workspace, planOf);
  }

  /** ln q of each row. Named as a pass, what it computes is there for a gradient of the same name. */
  logProb(architecture: Architecture, inputs: FlowInputs, pass?: object): Float32Array {
    const plan = this.passes.plan(architecture);
    const { rows, contexts } = checkShapes(plan.shape, inputs, 'LogProb');
    const [table, context] = [inputs.rows.read(), inputs.context.read()];
    const logProb = new Float32Array(rows);
    const work = (slot: Slot, piece: Piece) => {
      this.forward(plan, slot, piece, table, context);
      fromPanels(logProb, 1, piece, this.workspace.floats, slot.logProb, 1);
    };
    this.passes.forward(plan, inputs.flat, piecesOf(rows, contexts, plan.chunk, !pass), work, pass);
    return logProb;
  }

  /** The gradients of Σ dy ln q, to the weights, the residuals and the contexts. */
  gradient(
    architecture: Architecture,
    inputs: FlowInputs,
    dy: Float32Array,
    pass?: object,
  ): { flat: Float32Array; rows: Float32Array; context: Float32Array } {
    const plan = this.passes.plan(architecture);
    const { rows } = checkShapes(plan.shape, inputs, 'LogProbGrad');
    const [table, context] = [inputs.rows.read(), inputs.context.read()];
    const { features, scratch } = plan;
    const { dim } = plan.shape;
    const slopes = { rows: new Float32Array(rows * dim), context: new Float32Array(context.length) };
    const forward = (slot: Slot, piece: Piece) => this.forward(plan, slot, piece, table, context);
    const back = (slot: Slot, piece: Piece) => {
      const { floats } = this.workspace;
      const panels = panelsOf(piece);
      toPanels(floats, scratch.slope, 1, dy, 1, piece);
      const start = scratch.context / 4;
      floats.fill(0, start, start + plan.contexts * panels * 8); // everything adds its part
      plan.back(this.workspace, slot, panels);
      fromPanels(slopes.rows, dim, piece, floats, scratch.residual, features);
      addContextSlope(slopes.context, plan, piece, floats);
    };
    const pieces = piecesOf(rows, rows, plan.chunk, false);
    const flat = this.passes.back(plan, inputs.flat, pieces, { forward, back }, pass);
    return { flat, ...slopes };
  }

  /** Residuals made from noise. */
  sample(architecture: Architecture, inputs: FlowInputs): Float32Array {
    const plan = this.passes.plan(architecture);
    const { rows, contexts } = checkShapes(plan.shape, inputs, 'Sample');
    const [noise, context] = [inputs.rows.read(), inputs.context.read()];
    const { shape, features, noises, chunk } = plan;
    const drawn = new Float32Array(rows * shape.dim);
    const work = (slot: Slot, piece: Piece) => {
      const { floats } = this.workspace;
      toPanels(floats, slot.noise, noises, noise, shape.noise, piece);
      this.condition(plan, slot, piece, context);
      const shared = piece.context !== undefined;
      plan.sample(this.workspace, { slot, panels: panelsOf(piece), shared });
      fromPanels(drawn, shape.dim, piece, floats, slot.residual, features);
    };
    this.passes.forward(plan, inputs.flat, piecesOf(rows, contexts, chunk, true), work);
    return drawn;
  }

  private forward(
    plan: FlowPlan,
    slot: Slot,
    piece: Piece,
    table: Float32Array,
    context: Float32Array,
  ): void {
    const { floats } = this.workspace;
    toPanels(floats, slot.residual, plan.features, table, plan.shape.dim, piece);
    this.condition(plan, slot, piece, context);
    const panels = panelsOf(piece);
    floats.fill(0, slot.logProb / 4, slot.logProb / 4 + 8 * panels);
    plan.logProb(this.workspace, { slot, panels, shared: piece.context !== undefined });
  }

  /** Loads and projects the contexts of a piece. */
  private condition(plan: FlowPlan, slot: Slot, piece: Piece, context: Float32Array): void {
    const { floats } = this.workspace;
    const width = plan.shape.context;
    if (piece.context === undefined) {
      const own = contextsOf(context, width, piece);
      toPanels(floats, slot.context, plan.contexts, own, width, { first: 0, stride: 1, count: piece.count });
      plan.project(this.workspace, slot, panelsOf(piece));
    } else if (piece.first === piece.context) {
      toPanels(floats, slot.context, plan.contexts, context, width, {
        first: piece.context,
        stride: 1,
        count: 1,
      });
      plan.share(this.workspace, slot);
    }
  }
}

/** Adds what scratch.context holds, the slopes of the contexts of some rows, each to its context. */
function addContextSlope(
  slope: Float32Array,
  plan: FlowPlan,
  { first, count }: Piece,
  floats: Float32Array,
): void {
  const width = plan.shape.context;
  const contexts = slope.length / width;
  const start = plan.scratch.context / 4;
  for (let i = 0; i < count; i++) {
    const lane = start + (i >> 3) * plan.contexts * 8 + (i & 7);
    const at = ((first + i) % contexts) * width;
    for (let c = 0; c < width; c++)
      slope[at + c] = (slope[at + c] as number) + (floats[lane + 8 * c] as number);
  }
}
