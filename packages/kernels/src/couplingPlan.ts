import { tiled } from './addresses.ts';
import { type CouplingArchitecture, couplingColumns } from './couplingArchitecture.ts';
import { couplingStepBack } from './couplingBackward.ts';
import { logProbOfSteps, projectContext, sampleSteps } from './couplingForward.ts';
import { type CouplingSource, couplingSources } from './couplingLayers.ts';
import type { Chunk } from './flowPlan.ts';
import type { Job } from './job.ts';
import type { Layer } from './layer.ts';
import type { Machine, Sums, TakeRows } from './plan.ts';
import { endsOf, StepsPlan, type StepsSlot } from './stepsPlan.ts';
import type { Maps } from './univariate.ts';

/** h + branch · gate, where the branch is two layers, each behind a relu, and the gate the sigmoid of one of the context. */
export interface Block {
  readonly first: Layer;
  readonly second: Layer;
  readonly gate: Layer;
}

/** A linear layer L U r + bias. */
export interface Mixing {
  /** The matrix, row after row, and behind it the bias; and the gradient of both. */
  readonly packed: number;
  readonly gradient: number;
  /** The diagonal of U and its slope, in four lanes each. */
  readonly diagonals: number;
  readonly slopes: number;
  /** The gradients again while they are summed, in four lanes each. */
  readonly sums: Sums;
}

export interface CouplingStep {
  readonly input: Layer;
  readonly context: Layer;
  readonly hidden: readonly Layer[];
  readonly blocks: readonly Block[];
  readonly output: Layer;
  readonly maps: Maps;
  readonly mixing: Mixing | undefined;
}

/** What a block leaves for the way back: relu of its input, relu of its first layer, its second layer, its gate. */
interface BlockSlot {
  readonly relu: number;
  readonly inner: number;
  readonly branch: number;
  readonly gate: number;
}

export interface StepSlot {
  readonly context: number;
  /** What goes into each block or hidden layer, and at last into the output layer, before any relu. */
  readonly features: readonly number[];
  readonly blocks: readonly BlockSlot[];
  /** The relu of features, for a plain network. */
  readonly relu: readonly number[];
  readonly network: number;
  /** After the coupling; before the linear layer, if any. */
  readonly coupled: number | undefined;
  /** Between U and L. */
  readonly halfway: number;
}

export interface CouplingSlot extends StepsSlot {
  readonly steps: readonly StepSlot[];
}

/** The plan of a coupling flow. */
export class CouplingPlan extends StepsPlan<CouplingSlot> {
  readonly units: number;
  readonly steps: readonly CouplingStep[];
  /** Slopes of hidden features, and of the network's output. */
  readonly hiddenScratch: {
    readonly a: number;
    readonly b: number;
    readonly c: number;
    readonly network: number;
  };
  private readonly outputs: number;

  constructor(architecture: CouplingArchitecture) {
    const { dim, context, hidden } = architecture;
    const sources = couplingSources(architecture);
    const weights = sources.at(-1)?.end ?? 0;
    super({ name: 'SbiCoupling', dim, context, weights });
    this.units = tiled(hidden);
    this.outputs = Math.max(...sources.map(({ output }) => tiled(output.outputs)));
    const unitRows = () => this.rows(this.units);
    const [a, b, c] = [unitRows(), unitRows(), unitRows()];
    this.hiddenScratch = { a, b, c, network: this.rows(this.outputs) };
    this.steps = sources.map((source) => this.placeStep(source, architecture));
  }

  override project(machine: Machine, slot: CouplingSlot, panels: number): void {
    projectContext(machine.run, this, slot, panels);
  }

  override share(machine: Machine, slot: CouplingSlot): void {
    this.spreadContext(machine, slot);
    this.project(machine, slot, 1);
  }

  protected override stepsForward(machine: Machine, chunk: Chunk<CouplingSlot>): void {
    logProbOfSteps(machine, this, chunk);
  }

  protected override stepsBack(
    { run }: Machine,
    slot: CouplingSlot,
    panels: number,
    only: Job['only'],
  ): void {
    for (let index = this.steps.length - 1; index >= 0; index--) {
      couplingStepBack(run, this, slot, { index, panels, only });
    }
  }

  override sample(machine: Machine, chunk: Chunk<CouplingSlot>): void {
    sampleSteps(machine, this, chunk);
  }

  override load(machine: Machine, weights: Float32Array): void {
    super.load(machine, weights);
    for (const { packed, diagonals, slopes } of this.mixings) {
      machine.run.diagonal(diagonals, slopes, packed, this.shape.dim);
    }
  }

  protected override readGradient(machine: Machine): void {
    super.readGradient(machine);
    for (const { gradient, sums, slopes } of this.mixings) {
      machine.run.collectMixing(gradient, sums.total, slopes, this.shape.dim);
    }
  }

  protected override layOut(rows: TakeRows): CouplingSlot {
    const unitRows = () => rows(this.units);
    const valueRows = () => rows(this.features);
    return {
      context: rows(this.contexts),
      logProb: rows(1),
      ...endsOf(Array.from({ length: this.steps.length + 1 }, valueRows)),
      steps: this.steps.map(({ blocks, hidden, maps, mixing }) => ({
        context: unitRows(),
        features: Array.from({ length: blocks.length + hidden.length + 1 }, unitRows),
        blocks: blocks.map(() => ({
          relu: unitRows(),
          inner: unitRows(),
          branch: unitRows(),
          gate: unitRows(),
        })),
        relu: Array.from({ length: hidden.length > 0 ? hidden.length + 1 : 0 }, unitRows),
        network: rows(maps.outputs),
        coupled: mixing && valueRows(),
        halfway: mixing ? valueRows() : 0,
      })),
    };
  }

  private get mixings(): Mixing[] {
    return this.steps.flatMap(({ mixing }) => mixing ?? []);
  }

  private placeStep(
    { input, context, hidden, blocks, output, coordinates, mixing }: CouplingSource,
    architecture: CouplingArchitecture,
  ): CouplingStep {
    const { spline } = architecture;
    const factor = 1 / Math.sqrt(architecture.hidden);
    const outputs = tiled(couplingColumns(architecture) * coordinates.length);
    return {
      input: this.place(input),
      context: this.place(context),
      hidden: hidden.map((source) => this.place(source)),
      blocks: blocks.map(({ first, second, gate }) => ({
        first: this.place(first),
        second: this.place(second),
        gate: this.place(gate),
      })),
      output: this.place(output),
      maps: {
        coordinateAt: coordinates,
        coordinates: this.table(Int32Array.from(coordinates)),
        features: this.features,
        outputs,
        spline: spline && { ...spline, lead: 0, factor, bin: this.bin },
      },
      mixing: mixing === undefined ? undefined : this.placeMixing(mixing),
    };
  }

  private placeMixing(at: number): Mixing {
    const { dim } = this.shape;
    const [diagonals, slopes] = [this.addresses.take(4 * dim), this.addresses.take(4 * dim)];
    return {
      packed: this.flat + 4 * at,
      gradient: this.flatGradient + 4 * at,
      diagonals,
      slopes,
      sums: this.summed(4 * (dim * dim + dim)),
    };
  }
}
