import type { Rows } from './panels.ts';
import type { Plan } from './plan.ts';
import type { Workspace } from './workspace.ts';

/** What a kernel is given: numbers with an identity, which two tensors share only if their numbers are the same. */
export interface Input {
  readonly id: object;
  readonly shape: readonly number[];
  read(): Float32Array;
}

/** What is done with one chunk of rows and the slot that it has. */
type Work<S, P extends Rows> = (slot: S, piece: P) => void;

/** Activations are kept for the way back up to so many bytes; beyond, the forward pass is done again. */
const MOST_BYTES = 2 ** 26;
const MOST_PLANS = 16;

/**
 * The plans of one workspace, and the passes forward and back over their chunks. What a pass that has a name leaves in the
 * slots is there for the way back of the same name, if nothing else came between.
 */
export class Passes<A extends object, S extends object, P extends Plan<S>> {
  /** How often a way back found the forward pass that belongs to it, and how often it did not. */
  readonly reuse: { found: number; missed: number } = { found: 0, missed: 0 };
  private readonly workspace: Workspace;
  private readonly make: (architecture: A) => P;
  private readonly plans = new Map<string, P>();
  private packed: { readonly flat: object; transposed: boolean } | undefined;
  /** The forward pass whose activations the slots hold. */
  private kept: object | undefined;

  constructor(workspace: Workspace, make: (architecture: A) => P) {
    this.workspace = workspace;
    this.make = make;
  }

  plan(architecture: A): P {
    const key = JSON.stringify(architecture);
    const plan = this.plans.get(key) ?? this.make(architecture);
    this.plans.delete(key);
    this.plans.set(key, plan); // the last is the one that was used last
    if (this.plans.size > MOST_PLANS) this.plans.delete(this.plans.keys().next().value as string);
    return plan;
  }

  /** All chunks, one after the other; with a name, each in a slot of its own, as far as there is room. */
  forward<R extends Rows>(plan: P, flat: Input, pieces: readonly R[], work: Work<S, R>, pass?: object): void {
    const slots = pass ? slotsFor(plan, pieces.length) : 1;
    this.start(plan, flat, slots);
    this.kept = undefined;
    pieces.forEach((piece, i) => {
      work(plan.slot(i % slots), piece);
    });
    if (pieces.length <= slots) this.kept = pass;
  }

  /** All chunks back, forward first where the slots do not hold what the pass left. Returns the gradient of the weights. */
  back<R extends Rows>(
    plan: P,
    flat: Input,
    pieces: readonly R[],
    { forward, back }: { readonly forward: Work<S, R>; readonly back: Work<S, R> },
    pass?: object,
  ): Float32Array {
    const slots = slotsFor(plan, pieces.length);
    const isKept = pass !== undefined && this.kept === pass;
    this.reuse[isKept ? 'found' : 'missed'] += 1;
    if (!isKept) {
      this.start(plan, flat, slots);
      this.kept = undefined;
    }
    this.transpose(plan);
    plan.clearGradient(this.workspace);
    pieces.forEach((piece, i) => {
      const slot = plan.slot(i % slots);
      if (!isKept) forward(slot, piece);
      back(slot, piece);
    });
    return plan.collectGradient(this.workspace);
  }

  /** Makes the workspace this plan's, and brings these weights into it. */
  private start(plan: P, flat: Input, slots: number): void {
    if (this.workspace.claim(plan, plan.bytes(slots))) {
      plan.writeTables(this.workspace.integers);
      this.packed = undefined;
      this.kept = undefined;
    }
    if (this.packed?.flat === flat.id) return;
    plan.load(this.workspace, flat.read());
    this.packed = { flat: flat.id, transposed: false };
  }

  private transpose(plan: P): void {
    if (this.packed?.transposed !== false) return;
    plan.transpose(this.workspace);
    this.packed.transposed = true;
  }
}

function slotsFor(plan: Plan, pieces: number): number {
  return plan.bytes(pieces) <= MOST_BYTES ? Math.max(1, pieces) : 1;
}
