import { tiled } from './addresses.ts';
import { ConvolutionPart } from './convolutionPart.ts';
import { DeepSetPart } from './deepSetPart.ts';
import type { Job } from './job.ts';
import { LayersPart } from './layersPart.ts';
import { type NetworkArchitecture, networkWeights } from './networkArchitecture.ts';
import type { Part, Placer, SlopeFrame } from './part.ts';
import { chunkOf, type Machine, Plan, type TakeRows } from './plan.ts';

/** Where the numbers of a chunk of x lie, and what the network makes of them. */
export interface NetworkSlot {
  readonly x: number;
  readonly at: number;
}

/** The plan of a network. */
export class NetworkPlan extends Plan<NetworkSlot> {
  readonly chunk: number;
  readonly part: Part;
  /** Which feature holds each number of x. */
  readonly places: Int32Array;
  /** Slopes, laid out as a slot. */
  readonly slopes: NetworkSlot;

  constructor(architecture: NetworkArchitecture) {
    super(networkWeights(architecture));
    this.part = partOf(architecture, this.placer());
    this.places = Int32Array.from(this.part.places);
    this.chunk = chunkOf(this.part.features + this.part.size);
    this.slopes = this.layOut((count) => this.rows(count));
  }

  forward(machine: Machine, slot: NetworkSlot, panels: number): void {
    this.part.forward(machine, this.frame(slot, panels));
  }

  /** @param only 'weights': nobody asks for the slopes of x */
  back(machine: Machine, slot: NetworkSlot, panels: number, only: Job['only']): void {
    const frame = this.frame(slot, panels);
    this.part.back(machine, only ? { ...frame, dx: undefined } : frame);
  }

  /** Where its output lies in a block. */
  outputOf({ at }: NetworkSlot): number {
    return at + 4 * this.chunk * this.part.out;
  }

  protected override layOut(rows: TakeRows): NetworkSlot {
    return { x: rows(tiled(this.part.features)), at: rows(this.part.size) };
  }

  private frame(slot: NetworkSlot, panels: number): SlopeFrame {
    const { x: dx, at: dAt } = this.slopes;
    return { ...slot, dx, dAt, unit: 4 * this.chunk, panels };
  }
}

function partOf(architecture: NetworkArchitecture, placer: Placer): Part {
  if (architecture.kind === 'layers') return new LayersPart(architecture, placer);
  if (architecture.kind === 'convolution') return new ConvolutionPart(architecture, placer);
  return new DeepSetPart(architecture, placer, () => partOf(architecture.trial, placer));
}
