import { activate, activationBack, liesApart } from './activation.ts';
import { tiled } from './addresses.ts';
import { applyLayer, type Layer, type LayerSource, layerGradient } from './layer.ts';
import { LayersPart } from './layersPart.ts';
import type { Activation, ConvolutionArchitecture } from './networkArchitecture.ts';
import type { Frame, Part, Placer, SlopeFrame } from './part.ts';
import type { Machine } from './plan.ts';

/** A convolution, its activation and its pool; where things lie is said in features, of a panel or of the block. */
interface Step {
  readonly layer: Layer;
  /** From one place of its input to the next, and all of a panel. */
  readonly channels: number;
  readonly features: number;
  /** Places of what it gives, before pooling and after. */
  readonly length: number;
  readonly places: number;
  readonly pool: number;
  readonly sums: number;
  readonly y: number;
  /** Where what it pools goes in the block: between the zeros of the next step's input; and all of that, a panel. */
  readonly pooled: { readonly at: number; readonly begin: number; readonly features: number };
}

/** The input of a step: a series between zeros, with some behind it that a tile of weights may reach. */
function paddedFeatures(length: number, channels: number, kernel: number, padding: number): number {
  return (length + 2 * padding) * channels + tiled(kernel * channels) - kernel * channels;
}

/**
 * Convolutions over a series, then fully connected layers. A window of a series [place][channel] lies in one piece: a
 * convolution is a dense layer whose panels overlap.
 */
export class ConvolutionPart implements Part {
  readonly features: number;
  readonly places: readonly number[];
  readonly count: number;
  readonly outputs: number;
  readonly size: number;
  readonly out: number;
  private readonly activation: Activation;
  private readonly steps: readonly Step[];
  private readonly head: LayersPart;
  private readonly headAt: number;

  constructor(architecture: ConvolutionArchitecture, placer: Placer) {
    const { length, channels, padding, activation, head } = architecture;
    const [first = 0] = channels;
    this.activation = activation;
    this.places = Array.from({ length: length * first }, (_, i) => padding * first + i);
    this.features = paddedFeatures(length, first, architecture.kernel, padding);
    this.steps = stepsOf(architecture, placer);
    const { places, pooled } = this.steps.at(-1) as Step;
    const [real, each] = [channels.at(-1) as number, tiled(channels.at(-1) as number)];
    const standing = Array.from(
      { length: places * real },
      (_, i) => Math.floor(i / real) * each + (i % real),
    );
    this.head = new LayersPart(head, placer, { features: pooled.features, places: standing });
    this.headAt = pooled.at + pooled.features;
    this.size = this.headAt + this.head.size;
    this.count = this.head.count;
    this.outputs = this.head.outputs;
    this.out = this.headAt + this.head.out;
  }

  forward(machine: Machine, { x, at, unit, panels }: Frame): void {
    const { run } = machine;
    let source = x;
    for (const step of this.steps) {
      const { layer, channels, features, length, places, pool, pooled } = step;
      const [sums, y] = [at + unit * step.sums, at + unit * step.y];
      const row = 32 * layer.outputs;
      for (let panel = 0; panel < panels; panel++) {
        const [out, own] = [sums + panel * length * row, source + panel * features * 32];
        applyLayer(run, layer, out, own, length, channels);
      }
      activate(run, this.activation, { sums, y, features: layer.outputs, panels: length * panels });
      source = at + unit * pooled.at;
      const to = source + 32 * pooled.begin;
      run.maxPool(to, y, pool, places, length, layer.outputs, pooled.features, panels);
    }
    this.head.forward(machine, { x: source, at: at + unit * this.headAt, unit, panels });
  }

  back(machine: Machine, { x, at, dx, dAt, unit, panels }: SlopeFrame): void {
    const ends = (address: number) => address + unit * (this.steps.at(-1) as Step).pooled.at;
    const [headAt, dHeadAt] = [at + unit * this.headAt, dAt + unit * this.headAt];
    this.head.back(machine, { x: ends(at), dx: ends(dAt), at: headAt, dAt: dHeadAt, unit, panels });
    for (let i = this.steps.length - 1; i >= 0; i--) {
      const before = this.steps[i - 1]?.pooled.at;
      const [source, slope] = before === undefined ? [x, dx] : [at + unit * before, dAt + unit * before];
      this.stepBack(machine, this.steps[i] as Step, { x: source, dx: slope, at, dAt, unit, panels });
    }
  }

  private stepBack({ run, floats }: Machine, step: Step, { x, at, dx, dAt, unit, panels }: SlopeFrame): void {
    const { layer, channels, features, length, places, pool, pooled } = step;
    const [y, dy] = [at + unit * step.y, dAt + unit * step.y];
    const dPooled = dAt + unit * pooled.at + 32 * pooled.begin;
    run.maxPoolGradient(dy, dPooled, y, pool, places, length, layer.outputs, pooled.features, panels);
    const sums = at + unit * step.sums;
    activationBack(run, this.activation, dy, {
      sums,
      y,
      features: layer.outputs,
      panels: length * panels,
    });
    if (dx !== undefined) floats.fill(0, dx / 4, dx / 4 + 8 * features * panels); // windows overlap: each adds its part
    const row = 32 * layer.outputs;
    for (let panel = 0; panel < panels; panel++) {
      const shift = panel * features * 32;
      const own = { x: x + shift, dx: dx === undefined ? dx : dx + shift, dy: dy + panel * length * row };
      layerGradient(run, layer, { ...own, panels: length, add: true, stepX: channels });
    }
  }
}

function stepsOf(
  { length, channels, kernel, padding, pools, activation }: ConvolutionArchitecture,
  placer: Placer,
): Step[] {
  let [size, before] = [0, length];
  return pools.map((pool, i) => {
    const [real, outputs] = [channels[i] as number, channels[i + 1] as number];
    const own = i === 0 ? real : tiled(real);
    const layer = placer.place(windowSource(placer, kernel, { channels: real, step: own, outputs }));
    const convolved = before + 2 * padding - kernel + 1;
    const places = Math.floor(convolved / pool);
    const isLast = i === pools.length - 1;
    const sums = size;
    size += convolved * layer.outputs * (liesApart(activation) ? 2 : 1);
    const pooled = {
      at: size,
      begin: isLast ? 0 : padding * layer.outputs,
      features: isLast ? places * layer.outputs : paddedFeatures(places, layer.outputs, kernel, padding),
    };
    const step: Step = {
      layer,
      channels: own,
      features: paddedFeatures(before, own, kernel, padding),
      length: convolved,
      places,
      pool,
      sums,
      y: size - convolved * layer.outputs,
      pooled,
    };
    size += pooled.features;
    before = places;
    return step;
  });
}

/** A kernel [places, channels, outputs] and a bias, the next weights there are, over windows [place][channel]. */
function windowSource(
  placer: Placer,
  kernel: number,
  { channels, step, outputs }: { channels: number; step: number; outputs: number },
): LayerSource {
  const at = placer.take((kernel * channels + 1) * outputs);
  return {
    inputs: kernel * step,
    outputs,
    weight: (feature, o) => {
      const [place, channel] = [Math.floor(feature / step), feature % step];
      return channel < channels ? at + (place * channels + channel) * outputs + o : undefined;
    },
    bias: (o) => at + kernel * channels * outputs + o,
  };
}
