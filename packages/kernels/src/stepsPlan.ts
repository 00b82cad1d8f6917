import { type Chunk, FlowPlan, type FlowShape, type Slot } from './flowPlan.ts';
import type { Job } from './job.ts';
import type { Machine } from './plan.ts';

/** Of a flow of steps; the residual is the first of its values, and the noise the last. */
export interface StepsSlot extends Slot {
  /** The residual before each step, and at last z. */
  readonly values: readonly number[];
}

const HALF_LOG_2PI = 0.9189385332046727;

/** Sixteen vectors. */
const BIN_FLOATS = 64;

/** The plan of a flow that takes standard normal noise through steps. */
export abstract class StepsPlan<S extends StepsSlot = StepsSlot> extends FlowPlan<S> {
  /** What a spline knows of one bin. */
  protected readonly bin: number;

  constructor(shape: Omit<FlowShape, 'noise'>) {
    super({ ...shape, noise: shape.dim });
    this.bin = this.addresses.take(BIN_FLOATS);
  }

  /** ln|dz/dr| of all steps, added to slot.logProb. */
  protected abstract stepsForward(machine: Machine, chunk: Chunk<S>): void;
  /** Carries the slopes in scratch.residual, those of z, back through all steps. */
  protected abstract stepsBack(machine: Machine, slot: S, panels: number, only: Job['only']): void;

  override logProb(machine: Machine, chunk: Chunk<S>): void {
    this.stepsForward(machine, chunk);
    const { slot, panels } = chunk;
    const { dim } = this.shape;
    machine.run.normal(slot.logProb, slot.noise, -HALF_LOG_2PI * dim, dim, this.features, panels);
  }

  override back(machine: Machine, slot: S, panels: number, only: Job['only']): void {
    const { residual, slope } = this.scratch;
    machine.run.normalGradient(residual, slot.noise, slope, this.features, panels);
    this.stepsBack(machine, slot, panels, only);
  }
}

/** The two ends of the values of a flow of steps. */
export function endsOf(values: readonly number[]): Pick<StepsSlot, 'residual' | 'noise' | 'values'> {
  return { residual: values[0] as number, noise: values.at(-1) as number, values };
}
