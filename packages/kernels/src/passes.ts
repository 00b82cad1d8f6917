import type { Share } from './job.ts';
import type { Rows } from './panels.ts';
import type { Plan } from './plan.ts';
import type { Workspace } from './workspace.ts';

/** Weights, and a number that only the same ones have. */
export interface Flat {
  readonly id: number;
  read(): Float32Array;
}

/** What is done with one chunk of rows and the slot that it has. */
type Visit<S, R extends Rows> = (slot: S, piece: R) => void;

/** How a pass is called, which chunks are worked on here, and where each of several threads leaves its gradients. */
interface PassOptions {
  readonly pass?: number | undefined;
  readonly share: Share;
  readonly parts?: Float32Array | undefined;
}

/** Activations are kept for the way back up to so many bytes; beyond, the forward pass is done again. */
const MOST_BYTES = 2 ** 28;
const MOST_PLANS = 16;

/**
 * The plans of one workspace, and the passes forward and back over their chunks. What a pass that has a name leaves in the
 * slots is there for the way back of the same name, if nothing else came between. The gradient of every chunk begins at 0,
 * and they are added in order: so it has the same bits for any number of threads.
 */
export class Passes<A extends object, S extends object, P extends Plan<S>> {
  /** How often a way back found the forward pass that belongs to it, and how often it did not. */
  readonly reuse: { found: number; missed: number } = { found: 0, missed: 0 };
  private readonly workspace: Workspace;
  private readonly make: (architecture: A) => P;
  private readonly plans = new Map<string, P>();
  private last: { readonly architecture: A; readonly plan: P } | undefined;
  private packed: { readonly flat: number; transposed: boolean } | undefined;
  /** The forward pass whose activations the slots hold. */
  private kept: number | undefined;

  constructor(workspace: Workspace, make: (architecture: A) => P) {
    this.workspace = workspace;
    this.make = make;
  }

  plan(architecture: A): P {
    if (this.last && isSame(this.last.architecture, architecture)) return this.last.plan;
    const key = JSON.stringify(architecture);
    const plan = this.plans.get(key) ?? this.make(architecture);
    this.plans.delete(key);
    this.plans.set(key, plan); // the last is the one that was used last
    if (this.plans.size > MOST_PLANS) this.plans.delete(this.plans.keys().next().value as string);
    this.last = { architecture, plan };
    return plan;
  }

  /** The chunks, one after the other; with a name, each in a slot of its own, as far as there is room. */
  forward<R extends Rows>(
    plan: P,
    flat: Flat,
    pieces: readonly R[],
    visit: Visit<S, R>,
    { pass, share }: PassOptions,
  ): void {
    const own = ownOf(pieces, share);
    const slots = pass === undefined ? 1 : slotsFor(plan, own.length);
    this.start(plan, flat, slots);
    this.kept = undefined;
    own.forEach((piece, i) => {
      visit(plan.slot(i % slots), piece);
    });
    if (own.length <= slots) this.kept = pass;
  }

  /** The chunks back, forward first where the slots do not hold what the pass left. */
  back<R extends Rows>(
    plan: P,
    flat: Flat,
    pieces: readonly R[],
    { forward, back }: { readonly forward: Visit<S, R>; readonly back: Visit<S, R> },
    { pass, share, parts }: PassOptions,
  ): void {
    const own = ownOf(pieces, share);
    const slots = slotsFor(plan, own.length);
    const isKept = pass !== undefined && this.kept === pass;
    this.reuse[isKept ? 'found' : 'missed'] += 1;
    if (!isKept) {
      this.start(plan, flat, slots);
      this.kept = undefined;
    }
    this.transpose(plan);
    plan.clearTotal(this.workspace);
    own.forEach((piece, i) => {
      const slot = plan.slot(i % slots);
      plan.clearPart(this.workspace);
      if (!isKept) forward(slot, piece);
      back(slot, piece);
      if (share.of > 1) plan.readPart(this.workspace, parts as Float32Array, share.index + i * share.of);
      else plan.addPart(this.workspace);
    });
  }

  /** The gradient of the weights, from what was added up here, or from the gradients of so many chunks; a view, good until the next job. */
  collect(plan: P, parts?: { readonly values: Float32Array; readonly count: number }): Float32Array {
    for (let i = 0; parts && i < parts.count; i++) {
      plan.writePart(this.workspace, parts.values, i);
      plan.addPart(this.workspace);
    }
    return plan.collectGradient(this.workspace);
  }

  /** Makes the workspace this plan's, and brings these weights into it. */
  private start(plan: P, flat: Flat, slots: number): void {
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

/** Whether two objects hold the very same values, which spares writing them out. */
function isSame(one: object, other: object): boolean {
  const entries = Object.entries(one);
  const values = other as Readonly<Record<string, unknown>>;
  return (
    entries.length === Object.keys(other).length && entries.every(([key, value]) => values[key] === value)
  );
}

function ownOf<R>(pieces: readonly R[], { index, of }: Share): readonly R[] {
  return of === 1 ? pieces : pieces.filter((_, i) => i % of === index);
}

function slotsFor(plan: Plan, pieces: number): number {
  return plan.bytes(pieces) <= MOST_BYTES ? Math.max(1, pieces) : 1;
}
