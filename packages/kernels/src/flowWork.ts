import type { FlowPlan, Slot } from './flowPlan.ts';
import type { Arrays, Job, Share } from './job.ts';
import { contextsOf, fromPanels, type Piece, panelsOf, piecesOf, toPanels } from './panels.ts';
import { Passes } from './passes.ts';
import { type Architecture, planOf } from './planOf.ts';
import type { Workspace } from './workspace.ts';

type FlowArrays = Readonly<Record<'out' | 'rows' | 'context' | 'dy' | 'contextOut', Float32Array>>;

/** What one thread does for the kernels of flows, over one workspace. */
export class FlowWork {
  readonly passes: Passes<Architecture, Slot, FlowPlan>;
  private readonly workspace: Workspace;

  constructor(workspace: Workspace) {
    this.workspace = workspace;
    this.passes = new Passes(workspace, planOf);
  }

  /**
   * 'value': ln q to `out`, of `rows` at `context`. 'gradient': given `dy`, the slopes of rows to `out`, of contexts to
   * `contextOut`, a row each, unless only those of the weights are asked for; these are added up here, or left in `parts`. 'sample': of noise in `rows` to `out`.
   */
  run(job: Job, arrays: Arrays, share: Share): void {
    const plan = this.passes.plan(job.architecture as Architecture);
    if (job.op === 'gradient') this.gradient(plan, job, arrays, share);
    else this.answer(plan, job, arrays, share);
  }

  /** How many chunks a job has. */
  static pieces(plan: FlowPlan, { op, rows, contexts, pass }: Omit<Job, 'family' | 'flat'>): Piece[] {
    const mayShare = op === 'sample' || (op === 'value' && pass === undefined);
    return mayShare ? piecesOf(rows, contexts, plan.chunk, true) : piecesOf(rows, rows, plan.chunk, false);
  }

  private answer(plan: FlowPlan, job: Job, arrays: Arrays, share: Share): void {
    const { out, rows, context } = arrays as Arrays & FlowArrays;
    const { shape, features, noises } = plan;
    let given: number | undefined;
    const visit = (slot: Slot, piece: Piece) => {
      const { floats } = this.workspace;
      if (piece.context === undefined || piece.context !== given) this.condition(plan, slot, piece, context);
      given = piece.context;
      if (job.op === 'value') {
        toPanels(floats, slot.residual, features, rows, shape.dim, piece);
        this.logProb(plan, slot, piece);
        fromPanels(out, 1, piece, floats, slot.logProb, 1);
        return;
      }
      toPanels(floats, slot.noise, noises, rows, shape.noise, piece);
      plan.sample(this.workspace, { slot, panels: panelsOf(piece), shared: piece.context !== undefined });
      fromPanels(out, shape.dim, piece, floats, slot.residual, features);
    };
    this.passes.forward(plan, flatOf(job, arrays), FlowWork.pieces(plan, job), visit, {
      pass: job.pass,
      share,
    });
  }

  private gradient(plan: FlowPlan, job: Job, arrays: Arrays, share: Share): void {
    const { out, rows, context, dy, contextOut } = arrays as Arrays & FlowArrays;
    const { features, contexts, scratch, shape } = plan;
    const forward = (slot: Slot, piece: Piece) => {
      toPanels(this.workspace.floats, slot.residual, features, rows, shape.dim, piece);
      this.condition(plan, slot, piece, context);
      this.logProb(plan, slot, piece);
    };
    const back = (slot: Slot, piece: Piece) => {
      const { floats } = this.workspace;
      const panels = panelsOf(piece);
      toPanels(floats, scratch.slope, 1, dy, 1, piece);
      const start = scratch.context / 4;
      floats.fill(0, start, start + contexts * panels * 8); // everything adds its part
      plan.back(this.workspace, slot, panels, job.only);
      if (job.only) return;
      fromPanels(out, shape.dim, piece, floats, scratch.residual, features);
      fromPanels(contextOut, shape.context, piece, floats, scratch.context, contexts);
    };
    const options = { pass: job.pass, share, parts: arrays['parts'] };
    this.passes.back(plan, flatOf(job, arrays), FlowWork.pieces(plan, job), { forward, back }, options);
  }

  /** ln q of residuals that are loaded, at contexts that are. */
  private logProb(plan: FlowPlan, slot: Slot, piece: Piece): void {
    const panels = panelsOf(piece);
    this.workspace.floats.fill(0, slot.logProb / 4, slot.logProb / 4 + 8 * panels);
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
      return;
    }
    const one = { first: piece.context, stride: 1, count: 1 };
    toPanels(floats, slot.context, plan.contexts, context, width, one);
    plan.share(this.workspace, slot);
  }
}

/** The weights of a job. */
export function flatOf({ flat }: Job, arrays: Arrays): { readonly id: number; read(): Float32Array } {
  return { id: flat, read: () => arrays.flat };
}
