import { ShapeError } from '@sbi/core';
import type { Crew } from './crew.ts';
import type { Input } from './input.ts';
import { idOf, type Job } from './job.ts';
import type { NetworkArchitecture } from './networkArchitecture.ts';
import type { NetworkPlan, NetworkSlot } from './networkPlan.ts';
import { NetworkWork } from './networkWork.ts';
import type { Passes } from './passes.ts';
import { runTask } from './runTask.ts';
import type { Workspace } from './workspace.ts';

export interface NetworkInputs {
  /** All weights, in the layout of @sbi/flows. */
  readonly flat: Input;
  /** [rows, numbers of one x] */
  readonly x: Input;
}

/** The fused kernels of networks, over one workspace, and with the threads of a crew where it has some. */
export class NetworkKernels {
  readonly passes: Passes<NetworkArchitecture, NetworkSlot, NetworkPlan>;
  private readonly work: NetworkWork;
  private readonly crew: Crew | undefined;

  constructor(workspace: Workspace, crew?: Crew) {
    this.work = new NetworkWork(workspace);
    this.passes = this.work.passes;
    this.crew = crew;
  }

  /** What a network makes of each row of x, [rows, outputs]. Named as a pass, it is there for a gradient of the same name. */
  value(architecture: NetworkArchitecture, inputs: NetworkInputs, pass?: object): Float32Array {
    const plan = this.passes.plan(architecture);
    const rows = rowsOf(plan, inputs, 'SbiNetwork');
    const sizes = { out: rows * plan.part.count };
    const { out } = this.run(plan, { op: 'value', architecture }, inputs, {}, sizes, pass);
    return out as Float32Array;
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
    const sizes = { out: rows * plan.places.length };
    const { out, parts } = this.run(plan, { op: 'gradient', architecture }, inputs, { dy }, sizes, pass);
    return { flat: this.collect(plan, rows, parts).slice(), x: out as Float32Array };
  }

  /** The same for the weights alone, which is less work: a view, good until the next job. */
  weightGradient(
    architecture: NetworkArchitecture,
    inputs: NetworkInputs,
    dy: Float32Array,
    pass?: object,
  ): Float32Array {
    const plan = this.passes.plan(architecture);
    const rows = rowsOf(plan, inputs, 'SbiNetworkGrad');
    const what = { op: 'gradient', architecture, only: 'weights' } as const;
    return this.collect(plan, rows, this.run(plan, what, inputs, { dy }, {}, pass)['parts']);
  }

  private collect(plan: NetworkPlan, rows: number, parts: Float32Array | undefined): Float32Array {
    const count = NetworkWork.pieces(plan, { rows }).length;
    return this.passes.collect(plan, parts && { values: parts, count });
  }

  private run(
    plan: NetworkPlan,
    what: Pick<Job, 'op' | 'architecture' | 'only'>,
    { flat, x }: NetworkInputs,
    more: Readonly<Record<string, Float32Array>>,
    sizes: Readonly<Record<string, number>>,
    pass: object | undefined,
  ): Readonly<Record<string, Float32Array>> {
    const [rows = 0] = x.shape;
    const ids = { flat: idOf(flat.id), pass: pass && idOf(pass) };
    const job: Job = { family: 'networks', ...what, rows, contexts: rows, ...ids };
    const pieces = NetworkWork.pieces(plan, job).length;
    const inputs = { x: x.read(), ...more };
    const task = { job, flat, inputs, sizes, pieces, partSize: plan.partSize };
    return runTask(task, this.work.run.bind(this.work), this.crew);
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
