import { tiled } from './addresses.ts';
import type { Chunk } from './flowPlan.ts';
import type { Job } from './job.ts';
import type { Layer } from './layer.ts';
import { columnsOf, dimOf, type MafArchitecture, weightsOfStep } from './mafArchitecture.ts';
import { stepBack } from './mafBackward.ts';
import { logProbOfChunk, projectContext, shareContext } from './mafForward.ts';
import { type StepSource, sortedUnits, stepSource } from './mafLayers.ts';
import { sampleChunk } from './mafSample.ts';
import type { Machine, TakeRows } from './plan.ts';
import { endsOf, StepsPlan, type StepsSlot } from './stepsPlan.ts';
import type { Maps } from './univariate.ts';

export interface MafStep {
  readonly context: Layer;
  readonly input: Layer;
  /** The same with another bias: that with the part of one context added. */
  readonly inputGiven: Layer;
  readonly hidden: readonly Layer[];
  readonly output: Layer;
  readonly maps: Maps;
}

export interface MafSlot extends StepsSlot {
  readonly steps: readonly {
    readonly context: number;
    /** What comes out of the input layer, then of each hidden layer. */
    readonly features: readonly number[];
    readonly network: number;
    /** Between the affine map and the spline. */
    readonly middle: number;
  }[];
}

/** The plan of a masked autoregressive flow. */
export class MafPlan extends StepsPlan<MafSlot> {
  readonly architecture: MafArchitecture;
  readonly units: number;
  /** Numbers that the network gives for each coordinate. */
  readonly columns: number;
  readonly steps: readonly MafStep[];
  /** Units of degree ≤ place, for each place. */
  readonly unitsUpTo: readonly number[];
  /** Slopes of hidden features, and of the network's output. */
  readonly hiddenScratch: { readonly a: number; readonly b: number; readonly network: number };
  private readonly outputs: number;

  constructor(architecture: MafArchitecture) {
    const dim = dimOf(architecture);
    const { context, hidden, orders } = architecture;
    const each = weightsOfStep(architecture);
    const sources = orders.map((_, i) => stepSource(architecture, i, i * each));
    super({ name: 'SbiMaf', dim, context, weights: each * orders.length });
    this.architecture = architecture;
    this.units = tiled(hidden);
    this.columns = columnsOf(architecture);
    this.outputs = tiled(this.columns * dim);
    const { degree } = sortedUnits(hidden, dim);
    this.unitsUpTo = Array.from({ length: dim }, (_, place) => degree.filter((d) => d <= place).length);
    const [a, b, network] = [this.rows(this.units), this.rows(this.units), this.rows(this.outputs)];
    this.hiddenScratch = { a, b, network };
    this.steps = sources.map((source) => this.placeStep(source));
  }

  override project(machine: Machine, slot: MafSlot, panels: number): void {
    projectContext(machine.run, this, slot, panels);
  }

  override share({ run, floats }: Machine, slot: MafSlot): void {
    shareContext(run, this, slot, floats);
  }

  protected override stepsForward({ run }: Machine, chunk: Chunk<MafSlot>): void {
    logProbOfChunk(run, this, chunk);
  }

  protected override stepsBack({ run }: Machine, slot: MafSlot, panels: number, only: Job['only']): void {
    for (let index = this.steps.length - 1; index >= 0; index--) {
      stepBack(run, this, slot, { index, panels, only });
    }
  }

  override sample({ run, floats }: Machine, chunk: Chunk<MafSlot>): void {
    sampleChunk(run, this, chunk, floats);
  }

  protected override layOut(rows: TakeRows): MafSlot {
    const { orders, blocks, spline } = this.architecture;
    return {
      context: rows(this.contexts),
      logProb: rows(1),
      ...endsOf(Array.from({ length: orders.length + 1 }, () => rows(this.features))),
      steps: orders.map(() => ({
        context: rows(this.units),
        features: Array.from({ length: blocks + 1 }, () => rows(this.units)),
        network: rows(this.outputs),
        middle: spline ? rows(this.features) : 0,
      })),
    };
  }

  private placeStep({ context, input, hidden, output, coordinates }: StepSource): MafStep {
    const { spline } = this.architecture;
    const placed = this.place(input);
    return {
      context: this.place(context),
      input: placed,
      inputGiven: { ...placed, bias: this.addresses.take(placed.outputs) },
      hidden: hidden.map((source) => this.place(source)),
      output: this.place(output),
      maps: {
        coordinateAt: coordinates,
        coordinates: this.table(Int32Array.from(coordinates)),
        features: this.features,
        outputs: this.outputs,
        spline: spline && { ...spline, lead: 2, factor: 1, bin: this.bin },
      },
    };
  }
}
