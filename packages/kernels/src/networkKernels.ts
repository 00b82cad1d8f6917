import { ShapeError } from '@sbi/core';
import type { NetworkArchitecture } from './networkArchitecture.ts';
import { NetworkPlan, type NetworkSlot } from './networkPlan.ts';
import { fromPanels, type Piece, panelsOf, piecesOf, toPanels } from './panels.ts';
import { type Input, Passes } from './passes.ts';
import type { Workspace } from './workspace.ts';

export interface NetworkInputs {
  /** All weights, in the layout of @sbi/flows. */
  readonly flat: Input;
  /** [rows, numbers of one x] */
  readonly x: Input;
}

/** The fused kernels of networks, over one workspace. */
export class NetworkKernels {
  readonly passes: Passes<NetworkArchitecture, NetworkSlot, NetworkPlan>;
  private readonly workspace: Workspace;

  constructor(workspace: Workspace) {
    this.workspace = workspace;
    this.passes = new Passes(workspace, (architecture) => new NetworkPlan(architecture));
  }

  /** What a network makes of each row of x, [rows, outputs]. Named as a pass, it is there for a gradient of the same name. */
  value(architecture: NetworkArchitecture, inputs: NetworkInputs, pass?: object): Float32Array {
    const plan = this.passes.plan(architecture);
    const rows = rowsOf(plan, inputs, 'SbiNetwork');
    const table = inputs.x.read();
    const { count, outputs } = plan.part;
    const values = new Float32Array(rows * count);
    const work = (slot: NetworkSlot, piece: Piece) => {
      this.forward(plan, slot, piece, table);
      fromPanels(values, count, piece, this.workspace.floats, plan.outputOf(slot), outputs);
    };
    this.passes.forward(plan, inputs.flat, piecesOf(rows, rows, plan.chunk, false), work, pass);
    return values;
  }

  /** The gradients of Σ dy · value, to the weights and to x. */
  gradient(
    architecture: NetworkArchitecture,
    inputs: NetworkInputs,
    dy: Float32Array,
    pass?: object,
  ): { flat: Float32Array; x: Float32Array } {
    const plan = this.passes.plan(architecture);
    const rows = rowsOf(plan, inputs, 'SbiNetworkGrad');
    const table = inputs.x.read();
    const { count, outputs, features } = plan.part;
    const slope = new Float32Array(table.length);
    const { slopes, places } = plan;
    const forward = (slot: NetworkSlot, piece: Piece) => this.forward(plan, slot, piece, table);
    const back = (slot: NetworkSlot, piece: Piece) => {
      const { floats } = this.workspace;
      toPanels(floats, plan.outputOf(slopes), outputs, dy, count, piece);
      plan.back(this.workspace, slot, panelsOf(piece));
      fromPanels(slope, places.length, piece, floats, slopes.x, features, places);
    };
    const pieces = piecesOf(rows, rows, plan.chunk, false);
    return { flat: this.passes.back(plan, inputs.flat, pieces, { forward, back }, pass), x: slope };
  }

  private forward(plan: NetworkPlan, slot: NetworkSlot, piece: Piece, table: Float32Array): void {
    const { part, places } = plan;
    toPanels(this.workspace.floats, slot.x, part.features, table, places.length, piece, places);
    plan.forward(this.workspace, slot, panelsOf(piece));
  }
}

/** @throws ShapeError unless the tensors have the shapes that the op asks for; the count of rows */
function rowsOf(plan: NetworkPlan, { flat, x }: NetworkInputs, where: string): number {
  const { weights, places } = plan;
  if (flat.shape.length !== 1 || flat.shape[0] !== weights) {
    throw new ShapeError('flat', `have shape [${weights}]`, flat.shape, where);
  }
  const [rows = 0, columns] = x.shape;
  if (x.shape.length === 2 && columns === places.length) return rows;
  throw new ShapeError('x', `have shape [rows, ${places.length}]`, x.shape, where);
}
