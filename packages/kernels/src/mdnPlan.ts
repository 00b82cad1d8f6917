import { type Chunk, FlowPlan, type Slot } from './flowPlan.ts';
import { LayersPart } from './layersPart.ts';
import { type LayersArchitecture, networkWeights } from './networkArchitecture.ts';
import type { SlopeFrame } from './part.ts';
import { chunkOf, type Machine, type TakeRows } from './plan.ts';

/** A mixture density network as the kernels know it: the attributes of the ops. */
export interface MdnArchitecture {
  readonly dim: number;
  /** How many numbers one context has. */
  readonly context: number;
  /** Normal distributions with full covariances. */
  readonly components: number;
  /** Units of every hidden layer, behind relu. */
  readonly hidden: number;
  readonly layers: number;
  /** What is added to the diagonal of every precision, but not to its determinant. */
  readonly epsilon: number;
}

/** What is known of a mixture: of its context alone, and of a residual. */
export interface MdnSlot extends Slot {
  /** The network's block. */
  readonly at: number;
  readonly offsets: number;
  readonly weights: number;
  readonly sigmoids: number;
  readonly shares: number;
  /** A (r − m) of every component. */
  readonly whitened: number;
}

/** The plan of a mixture density network. */
export class MdnPlan extends FlowPlan<MdnSlot> {
  private readonly architecture: MdnArchitecture;
  private readonly network: LayersPart;
  /** Slopes of the network's block. */
  private readonly slopes: number;

  constructor(architecture: MdnArchitecture) {
    const { dim, context } = architecture;
    const layers = layersOf(architecture);
    const weights = networkWeights(layers);
    const numbers = layers.widths.reduce((sum, width) => sum + width, 0);
    super({ name: 'SbiMdn', dim, context, weights, noise: 1 + dim }, chunkOf(numbers));
    this.architecture = architecture;
    this.network = new LayersPart(layers, this.placer());
    this.slopes = this.rows(this.network.size);
  }

  override project(machine: Machine, slot: MdnSlot, panels: number): void {
    const { components, dim } = this.architecture;
    const { offsets, weights, sigmoids } = slot;
    this.network.forward(machine, this.frame(slot, panels));
    const output = this.output(slot.at);
    machine.run.prepareMixture(
      offsets,
      weights,
      sigmoids,
      output,
      components,
      dim,
      this.network.outputs,
      panels,
    );
  }

  override share(machine: Machine, slot: MdnSlot): void {
    this.spreadContext(machine, slot);
    this.project(machine, slot, 1);
  }

  override logProb({ run }: Machine, { slot, panels, shared }: Chunk<MdnSlot>): void {
    const { components, dim, epsilon } = this.architecture;
    const { logProb, shares, whitened, residual, offsets, at } = slot;
    const shape = [this.features, this.network.outputs, shared ? 0 : 1, panels] as const;
    const output = this.output(at);
    run.mixture(logProb, shares, whitened, residual, output, offsets, components, dim, epsilon, ...shape);
  }

  override back(machine: Machine, slot: MdnSlot, panels: number): void {
    const { components, dim, epsilon } = this.architecture;
    const { residual, whitened, shares, weights, sigmoids, at } = slot;
    const { scratch, features, network } = this;
    machine.run.mixtureGradient(
      scratch.residual,
      this.output(this.slopes),
      residual,
      whitened,
      shares,
      this.output(at),
      weights,
      sigmoids,
      scratch.slope,
      components,
      dim,
      epsilon,
      features,
      network.outputs,
      panels,
    );
    network.back(machine, this.frame(slot, panels));
  }

  override sample({ run }: Machine, { slot, panels, shared }: Chunk<MdnSlot>): void {
    const { components, dim } = this.architecture;
    const { residual, noise, at, weights } = slot;
    const shape = [this.features, this.noises, this.network.outputs, shared ? 0 : 1, panels] as const;
    run.mixtureDraw(residual, noise, this.output(at), weights, components, dim, ...shape);
  }

  protected override layOut(rows: TakeRows): MdnSlot {
    const { components, dim } = this.architecture;
    return {
      context: rows(this.contexts),
      logProb: rows(1),
      residual: rows(this.features),
      noise: rows(this.noises),
      at: rows(this.network.size),
      offsets: rows(components),
      weights: rows(components),
      sigmoids: rows(components * dim),
      shares: rows(components),
      whitened: rows(components * dim),
    };
  }

  /** Where the network's output lies in a block. */
  private output(block: number): number {
    return block + 4 * this.chunk * this.network.out;
  }

  private frame({ context: x, at }: MdnSlot, panels: number): SlopeFrame {
    return { x, at, dx: this.scratch.context, dAt: this.slopes, unit: 4 * this.chunk, panels };
  }
}

/** Logits, means, diagonals and what is beyond them, of all components. */
function layersOf({ dim, context, components, hidden, layers }: MdnArchitecture): LayersArchitecture {
  const outputs = components * (1 + dim + (dim * (dim + 1)) / 2);
  const widths = [context, ...new Array<number>(layers).fill(hidden), outputs];
  return { kind: 'layers', widths, activation: 'relu', last: 'none' };
}
