import { activate, activationBack, liesApart } from './activation.ts';
import { tiled } from './addresses.ts';
import { applyLayer, type Layer, layerGradient } from './layer.ts';
import type { Activation, LayersArchitecture } from './networkArchitecture.ts';
import type { Frame, Part, Placer, SlopeFrame } from './part.ts';
import type { Machine } from './plan.ts';

interface Step {
  readonly layer: Layer;
  readonly activation: Activation;
  /** Where its sums, and what becomes of them, lie in the block. */
  readonly sums: number;
  readonly y: number;
}

/** Fully connected layers. */
export class LayersPart implements Part {
  readonly features: number;
  readonly places: readonly number[];
  readonly count: number;
  readonly outputs: number;
  readonly size: number;
  readonly out: number;
  private readonly steps: readonly Step[];

  /** @param input where the numbers of its input stand; by default one after the other */
  constructor(
    { widths, activation, last }: LayersArchitecture,
    placer: Placer,
    input?: Pick<Part, 'features' | 'places'>,
  ) {
    const [inputs = 0] = widths;
    this.features = input?.features ?? tiled(inputs);
    this.places = input?.places ?? Array.from({ length: inputs }, (_, i) => i);
    let size = 0;
    this.steps = widths.slice(1).map((outputs, i) => {
      const own = i === widths.length - 2 ? last : activation;
      const layer = placer.place(
        i === 0
          ? denseSource(placer, this.places, this.features, outputs)
          : denseSource(placer, widths[i] as number, widths[i] as number, outputs),
      );
      const sums = size;
      size += layer.outputs * (liesApart(own) ? 2 : 1);
      return { layer, activation: own, sums, y: size - layer.outputs };
    });
    this.size = size;
    this.count = widths.at(-1) as number;
    this.outputs = tiled(this.count);
    this.out = (this.steps.at(-1) as Step).y;
  }

  forward({ run }: Machine, { x, at, unit, panels }: Frame): void {
    let source = x;
    for (const { layer, activation, ...step } of this.steps) {
      const [sums, y] = [at + unit * step.sums, at + unit * step.y];
      applyLayer(run, layer, sums, source, panels);
      activate(run, activation, { sums, y, features: layer.outputs, panels });
      source = y;
    }
  }

  back({ run }: Machine, { x, at, dx, dAt, unit, panels }: SlopeFrame): void {
    for (let i = this.steps.length - 1; i >= 0; i--) {
      const { layer, activation, ...step } = this.steps[i] as Step;
      const dy = dAt + unit * step.y;
      const own = { sums: at + unit * step.sums, y: at + unit * step.y, features: layer.outputs, panels };
      activationBack(run, activation, dy, own);
      const before = this.steps[i - 1]?.y;
      const [source, slope] = before === undefined ? [x, dx] : [at + unit * before, dAt + unit * before];
      layerGradient(run, layer, { x: source, dy, dx: slope, panels, add: false });
    }
  }
}

/** A kernel [inputs, outputs] and a bias, the next weights there are, over numbers at these places, or in order. */
function denseSource(placer: Placer, places: readonly number[] | number, features: number, outputs: number) {
  const inputs = typeof places === 'number' ? places : places.length;
  const at = placer.take((inputs + 1) * outputs);
  const numberAt = new Int32Array(features).fill(-1);
  for (let i = 0; i < inputs; i++) numberAt[typeof places === 'number' ? i : (places[i] as number)] = i;
  return {
    inputs: features,
    outputs,
    weight: (feature: number, o: number) => {
      const i = numberAt[feature] as number;
      return i < 0 ? undefined : at + i * outputs + o;
    },
    bias: (o: number) => at + inputs * outputs + o,
  };
}
