import { checkShapes } from './checkShapes.ts';
import type { Crew } from './crew.ts';
import type { FlowPlan, Slot } from './flowPlan.ts';
import { FlowWork } from './flowWork.ts';
import type { Input } from './input.ts';
import { idOf, type Job } from './job.ts';
import type { Passes } from './passes.ts';
import type { Architecture } from './planOf.ts';
import { runTask } from './runTask.ts';
import type { Workspace } from './workspace.ts';

export interface FlowInputs {
  /** All weights, in the layout of @sbi/flows. */
  readonly flat: Input;
  /** Residuals [rows, D], or the noise to make some from. */
  readonly rows: Input;
  /** [contexts, C]; row i has context i mod contexts. */
  readonly context: Input;
}

/** The fused kernels of flows, over one workspace, and with the threads of a crew where it has some. */
export class FlowKernels {
  readonly passes: Passes<Architecture, Slot, FlowPlan>;
  private readonly work: FlowWork;
  private readonly crew: Crew | undefined;

  constructor(workspace: Workspace, crew?: Crew) {
    this.work = new FlowWork(workspace);
    this.passes = this.work.passes;
    this.crew = crew;
  }

  /** ln q of each row. Named as a pass, what it computes is there for a gradient of the same name. */
  logProb(architecture: Architecture, inputs: FlowInputs, pass?: object): Float32Array {
    const { job, plan } = this.jobOf('value', architecture, inputs, pass);
    return this.run(plan, job, inputs, {}, { out: job.rows })['out'] as Float32Array;
  }

  /** The gradients of Σ dy ln q, to the weights, the residuals and the contexts. */
  gradient(
    architecture: Architecture,
    inputs: FlowInputs,
    dy: Float32Array,
    pass?: object,
  ): { flat: Float32Array; rows: Float32Array; context: Float32Array } {
    const { job, plan } = this.jobOf('gradient', architecture, inputs, pass);
    const { rows, contexts } = job;
    const { dim, context: width } = plan.shape;
    const sizes = { out: rows * dim, contextOut: rows * width };
    const { out, contextOut, parts } = this.run(plan, job, inputs, { dy }, sizes);
    const flat = this.collect(plan, job, parts).slice();
    const context = foldContexts(contextOut as Float32Array, contexts * width);
    return { flat, rows: out as Float32Array, context };
  }

  /** The same for the weights alone, which is less work: a view, good until the next job. */
  weightGradient(
    architecture: Architecture,
    inputs: FlowInputs,
    dy: Float32Array,
    pass?: object,
  ): Float32Array {
    const { job, plan } = this.jobOf('gradient', architecture, inputs, pass);
    const only: Job = { ...job, only: 'weights' };
    const { parts } = this.run(plan, only, inputs, { dy }, {});
    return this.collect(plan, only, parts);
  }

  /** Residuals made from noise. */
  sample(architecture: Architecture, inputs: FlowInputs): Float32Array {
    const { job, plan } = this.jobOf('sample', architecture, inputs);
    return this.run(plan, job, inputs, {}, { out: job.rows * plan.shape.dim })['out'] as Float32Array;
  }

  private collect(plan: FlowPlan, job: Job, parts: Float32Array | undefined): Float32Array {
    const count = FlowWork.pieces(plan, job).length;
    return this.passes.collect(plan, parts && { values: parts, count });
  }

  private jobOf(op: Job['op'], architecture: Architecture, inputs: FlowInputs, pass?: object) {
    const plan = this.passes.plan(architecture);
    const { rows, contexts } = checkShapes(plan.shape, inputs, op);
    const ids = { flat: idOf(inputs.flat.id), pass: pass && idOf(pass) };
    const job: Job = { family: 'flows', op, architecture, rows, contexts, ...ids };
    return { job, plan };
  }

  private run(
    plan: FlowPlan,
    job: Job,
    { flat, rows, context }: FlowInputs,
    more: Readonly<Record<string, Float32Array>>,
    sizes: Readonly<Record<string, number>>,
  ): Readonly<Record<string, Float32Array>> {
    const pieces = FlowWork.pieces(plan, job).length;
    const inputs = { rows: rows.read(), context: context.read(), ...more };
    const task = { job, flat, inputs, sizes, pieces, partSize: plan.partSize };
    return runTask(task, this.work.run.bind(this.work), this.crew);
  }
}

/** Adds up the slopes of rows that have one context: that of row i is number i mod the number of contexts. */
function foldContexts(slopes: Float32Array, size: number): Float32Array {
  const sums = new Float32Array(size);
  for (let i = 0; i < slopes.length; i++) {
    sums[i % size] = (sums[i % size] as number) + (slopes[i] as number);
  }
  return sums;
}
