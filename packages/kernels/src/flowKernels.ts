import { checkShapes } from './checkShapes.ts';
import { contextsOf, fromPanels, type Piece, piecesOf, toPanels } from './panels.ts';
import { CHUNK, type Plan, type Slot } from './plan.ts';
import { type Architecture, planOf } from './planOf.ts';
import type { Workspace } from './workspace.ts';

/** What a kernel is given: numbers with an identity, which two tensors share only if their numbers are the same. */
export interface Input {
  readonly id: object;
  readonly shape: readonly number[];
  read(): Float32Array;
}

export interface FlowInputs {
  /** All weights, in the layout of @sbi/flows. */
  readonly flat: Input;
  /** Residuals, or the noise to make some from, [rows, D]. */
  readonly rows: Input;
  /** [contexts, C]; row i has context i mod contexts. */
  readonly context: Input;
}

/** Activations are kept for the way back up to so many bytes; beyond, the forward pass is done again. */
const MOST_BYTES = 2 ** 26;
const MOST_PLANS = 16;

const HALF_LOG_2PI = 0.9189385332046727;

/** The fused kernels of flows, over one workspace. */
export class FlowKernels {
  /** How often a gradient found the forward pass that belongs to it, and how often it did not. */
  readonly reuse: { found: number; missed: number } = { found: 0, missed: 0 };
  private readonly workspace: Workspace;
  private readonly plans = new Map<string, Plan>();
  private packed: { readonly flat: object; transposed: boolean } | undefined;
  /** The forward pass whose activations the slots hold. */
  private kept: object | undefined;

  constructor(workspace: Workspace) {
    this.workspace = workspace;
  }

  /** ln q of each row. Named as a pass, what it computes is there for a gradient of the same name. */
  logProb(architecture: Architecture, inputs: FlowInputs, pass?: object): Float32Array {
    const plan = this.planFor(architecture);
    const { rows, contexts } = shapesOf(plan, inputs, 'LogProb');
    const pieces = piecesOf(rows, contexts, CHUNK, !pass);
    const slots = pass ? slotsFor(plan, pieces.length) : 1;
    this.start(plan, inputs.flat, slots);
    const [table, context] = [inputs.rows.read(), inputs.context.read()];
    const logProb = new Float32Array(rows);
    this.kept = undefined;
    pieces.forEach((piece, i) => {
      const slot = plan.slot(i % slots);
      this.forward(plan, slot, piece, table, context);
      fromPanels(logProb, 1, piece, this.workspace.floats, slot.logProb, 1);
    });
    if (pieces.length <= slots) this.kept = pass;
    return logProb;
  }

  /** The gradients of Σ dy ln q, to the weights, the residuals and the contexts. */
  gradient(
    architecture: Architecture,
    inputs: FlowInputs,
    dy: Float32Array,
    pass?: object,
  ): { flat: Float32Array; rows: Float32Array; context: Float32Array } {
    const plan = this.planFor(architecture);
    const { rows } = shapesOf(plan, inputs, 'LogProbGrad');
    const pieces = piecesOf(rows, rows, CHUNK, false);
    const slots = slotsFor(plan, pieces.length);
    const isKept = pass !== undefined && this.kept === pass;
    this.reuse[isKept ? 'found' : 'missed'] += 1;
    if (!isKept) {
      this.start(plan, inputs.flat, slots);
      this.kept = undefined;
    }
    this.transpose(plan);
    const table = isKept ? undefined : inputs.rows.read();
    const context = inputs.context.read();
    const { floats } = this.workspace;
    plan.clearGradient(this.workspace);
    const { dim } = plan.shape;
    const slopes = { rows: new Float32Array(rows * dim), context: new Float32Array(context.length) };
    pieces.forEach((piece, i) => {
      const slot = plan.slot(i % slots);
      if (table) this.forward(plan, slot, piece, table, context);
      toPanels(floats, plan.scratch.slope, 1, dy, 1, piece);
      this.back(plan, slot, panelsOf(piece));
      fromPanels(slopes.rows, dim, piece, floats, plan.scratch.values, plan.features);
      addContextSlope(slopes.context, plan, piece, floats);
    });
    return { flat: plan.collectGradient(this.workspace), ...slopes };
  }

  /** Residuals made from noise. */
  sample(architecture: Architecture, inputs: FlowInputs): Float32Array {
    const plan = this.planFor(architecture);
    const { rows, contexts } = shapesOf(plan, inputs, 'Sample');
    this.start(plan, inputs.flat, 1);
    this.kept = undefined;
    const [noise, context] = [inputs.rows.read(), inputs.context.read()];
    const drawn = new Float32Array(noise.length);
    const { floats } = this.workspace;
    const { dim } = plan.shape;
    const slot = plan.slot(0);
    for (const piece of piecesOf(rows, contexts, CHUNK, true)) {
      const panels = panelsOf(piece);
      toPanels(floats, slot.values.at(-1) as number, plan.features, noise, dim, piece);
      this.condition(plan, slot, piece, context);
      plan.sample(this.workspace, { slot, panels, shared: piece.context !== undefined });
      fromPanels(drawn, dim, piece, floats, slot.values[0] as number, plan.features);
    }
    return drawn;
  }

  private planFor(architecture: Architecture): Plan {
    const key = JSON.stringify(architecture);
    const plan = this.plans.get(key) ?? planOf(architecture);
    this.plans.delete(key);
    this.plans.set(key, plan); // the last is the one that was used last
    if (this.plans.size > MOST_PLANS) this.plans.delete(this.plans.keys().next().value as string);
    return plan;
  }

  /** Makes the workspace this plan's, and brings these weights into it. */
  private start(plan: Plan, flat: Input, slots: number): void {
    if (this.workspace.claim(plan, plan.bytes(slots))) {
      plan.writeTables(this.workspace.integers);
      this.packed = undefined;
      this.kept = undefined;
    }
    if (this.packed?.flat === flat.id) return;
    plan.load(this.workspace, flat.read());
    this.packed = { flat: flat.id, transposed: false };
  }

  private transpose(plan: Plan): void {
    if (this.packed?.transposed !== false) return;
    plan.transpose(this.workspace);
    this.packed.transposed = true;
  }

  private forward(plan: Plan, slot: Slot, piece: Piece, table: Float32Array, context: Float32Array): void {
    const { run, floats } = this.workspace;
    const { features, shape } = plan;
    const panels = panelsOf(piece);
    toPanels(floats, slot.values[0] as number, features, table, shape.dim, piece);
    this.condition(plan, slot, piece, context);
    plan.logProb(this.workspace, { slot, panels, shared: piece.context !== undefined });
    const z = slot.values.at(-1) as number;
    run.normal(slot.logProb, z, -HALF_LOG_2PI * shape.dim, shape.dim, features, panels);
  }

  /** Carries the slopes in scratch.slope, one a row, back through a chunk that went forward into this slot. */
  private back(plan: Plan, slot: Slot, panels: number): void {
    const { run, floats } = this.workspace;
    const { scratch, features } = plan;
    const context = scratch.context / 4;
    floats.fill(0, context, context + plan.contexts * panels * 8); // every step adds its part
    run.normalGradient(scratch.values, slot.values.at(-1) as number, scratch.slope, features, panels);
    plan.stepsBack(this.workspace, slot, panels);
  }

  /** Loads and projects the contexts of a piece, and starts its log-densities at 0. */
  private condition(plan: Plan, slot: Slot, piece: Piece, context: Float32Array): void {
    const { floats } = this.workspace;
    const width = plan.shape.context;
    floats.fill(0, slot.logProb / 4, slot.logProb / 4 + 8 * panelsOf(piece));
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

function panelsOf({ count }: { readonly count: number }): number {
  return Math.ceil(count / 8);
}

function slotsFor(plan: Plan, pieces: number): number {
  return plan.bytes(pieces) <= MOST_BYTES ? Math.max(1, pieces) : 1;
}

function shapesOf({ shape }: Plan, { flat, rows, context }: FlowInputs, op: string) {
  const shapes = { flat: flat.shape, rows: rows.shape, context: context.shape };
  return checkShapes(shape, shapes, `${shape.name}${op}`);
}

/** Adds what scratch.context holds, the slopes of the contexts of some rows, each to its context. */
function addContextSlope(
  slope: Float32Array,
  plan: Plan,
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
