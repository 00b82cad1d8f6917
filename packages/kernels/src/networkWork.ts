import { flatOf } from './flowWork.ts';
import type { Arrays, Job, Share } from './job.ts';
import type { NetworkArchitecture } from './networkArchitecture.ts';
import { NetworkPlan, type NetworkSlot } from './networkPlan.ts';
import { fromPanels, type Piece, panelsOf, piecesOf, toPanels } from './panels.ts';
import { Passes } from './passes.ts';
import type { Workspace } from './workspace.ts';

/** What one thread does for the kernels of networks, over one workspace. */
export class NetworkWork {
  readonly passes: Passes<NetworkArchitecture, NetworkSlot, NetworkPlan>;
  private readonly workspace: Workspace;

  constructor(workspace: Workspace) {
    this.workspace = workspace;
    this.passes = new Passes(workspace, (architecture) => new NetworkPlan(architecture));
  }

  /**
   * 'value': what the network makes of `x` to `out`. 'gradient': given `dy`, the slopes of x to `out`, unless only those of the
   * weights are asked for; these are added up here, or left in `parts`.
   */
  run(job: Job, arrays: Arrays, share: Share): void {
    const plan = this.passes.plan(job.architecture as NetworkArchitecture);
    const { x, out, dy } = arrays as Arrays & Readonly<Record<'x' | 'dy', Float32Array>>;
    const { part, places, slopes } = plan;
    const pieces = NetworkWork.pieces(plan, job);
    const forward = (slot: NetworkSlot, piece: Piece) => {
      toPanels(this.workspace.floats, slot.x, part.features, x, places.length, piece, places);
      plan.forward(this.workspace, slot, panelsOf(piece));
    };
    const answer = (slot: NetworkSlot, piece: Piece) => {
      forward(slot, piece);
      fromPanels(out, part.count, piece, this.workspace.floats, plan.outputOf(slot), part.outputs);
    };
    const back = (slot: NetworkSlot, piece: Piece) => {
      const { floats } = this.workspace;
      toPanels(floats, plan.outputOf(slopes), part.outputs, dy, part.count, piece);
      plan.back(this.workspace, slot, panelsOf(piece), job.only);
      if (job.only) return;
      fromPanels(out, places.length, piece, floats, slopes.x, part.features, places);
    };
    const options = { pass: job.pass, share, parts: arrays['parts'] };
    if (job.op === 'gradient')
      this.passes.back(plan, flatOf(job, arrays), pieces, { forward, back }, options);
    else this.passes.forward(plan, flatOf(job, arrays), pieces, answer, options);
  }

  /** The chunks of a job. */
  static pieces(plan: NetworkPlan, { rows }: Pick<Job, 'rows'>): Piece[] {
    return piecesOf(rows, rows, plan.chunk, false);
  }
}
