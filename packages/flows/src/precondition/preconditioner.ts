import { type Shape, sizeOf } from '@sbi/core';
import { Affine, type Bijector, Chain, Stack, unconstrain } from '@sbi/distributions';
import {
  abs,
  add,
  div,
  greater,
  log,
  matMul,
  maximum,
  mul,
  reshape,
  sign,
  slice,
  sub,
  type Tensor,
  tensor,
  where,
} from '@tensorflow/tfjs-core';
import { TruncatedNormalMap } from './truncatedNormalMap.ts';

/** Beyond this many widths from the centre, x is compressed logarithmically. */
const CLIP = 3;

/** The value itself up to CLIP, logarithmic beyond: linear problems stay linear, heavy tails do no harm. */
export function softClip(value: number): number {
  const size = Math.abs(value);
  return size <= CLIP ? value : Math.sign(value) * (CLIP + Math.log1p(size - CLIP));
}

/** The numbers of a preconditioner: fixed data of the model, computed from the training rows, never trained. */
export interface PreconditionerValues {
  /** Bounds of every coordinate of θ; ±∞ where there is none, or where draws outside are rejected instead. */
  readonly low: Float32Array;
  readonly high: Float32Array;
  /** Centre and width of θ (of its logarithm for half-lines, of the box for boxes). */
  readonly loc: Float32Array;
  readonly scale: Float32Array;
  /** The regression of θ, so scaled, on the context: [D], [C, D] row-major, [D]. */
  readonly intercept: Float32Array;
  readonly slope: Float32Array;
  readonly spread: Float32Array;
  /** Centre and width of every number of x. */
  readonly xLoc: Float32Array;
  readonly xScale: Float32Array;
}

/** How a coordinate is bounded. */
export type Bound = 'real' | 'half' | 'box';

export function boundOf(low: number, high: number): Bound {
  if (Number.isFinite(low) && Number.isFinite(high)) return 'box';
  return Number.isFinite(low) || Number.isFinite(high) ? 'half' : 'real';
}

/** Neighbouring coordinates that are bounded alike. */
interface Block {
  readonly bound: Bound;
  readonly begin: number;
  readonly end: number;
}

/**
 * What is done to θ and x before the flow sees them: x is centred, scaled and, where `clip` says so, softly clipped;
 * θ is replaced by its residual from a regression on x. For a box the regression's noise is a normal distribution cut
 * to the box, so that no draw can leave it; a half-line goes through the logarithm.
 *
 * `new` owns memory: call `dispose`, or use `using`.
 */
export class Preconditioner implements Disposable {
  readonly values: PreconditionerValues;
  readonly clip: boolean;
  readonly xShape: Shape;
  protected readonly tensors: Readonly<Record<keyof PreconditionerValues, Tensor>>;

  constructor(values: PreconditionerValues, clip: boolean, xShape: Shape) {
    this.values = values;
    this.clip = clip;
    this.xShape = xShape;
    const dim = values.low.length;
    const entries = Object.entries(values).map(([name, data]) => {
      const shape = name === 'slope' ? [data.length / dim, dim] : [data.length];
      return [name, tensor(data.slice(), shape, 'float32')];
    });
    this.tensors = Object.fromEntries(entries) as Record<keyof PreconditionerValues, Tensor>;
  }

  /** x [..., ...xShape] → the context [..., C]. */
  context(x: Tensor): Tensor {
    const lead = x.shape.slice(0, x.shape.length - this.xShape.length);
    const flat = reshape(x, [...lead, sizeOf(this.xShape)]);
    const scaled = div(sub(flat, this.tensors.xLoc), this.tensors.xScale);
    if (!this.clip) return scaled;
    const excess = maximum(sub(abs(scaled), CLIP), 0);
    return where(greater(abs(scaled), CLIP), mul(sign(scaled), add(CLIP, log(add(1, excess)))), scaled);
  }

  /** The same for one x, in plain numbers. */
  contextOf(x: ArrayLike<number>): Float32Array {
    const { xLoc, xScale } = this.values;
    return xLoc.map((loc, j) => {
      const scaled = ((x[j] as number) - loc) / (xScale[j] as number);
      return this.clip ? softClip(scaled) : scaled;
    });
  }

  /** Residual → θ at a context [..., C]; call inside a tidy. */
  given(context: Tensor): Bijector {
    const rows = reshape(context, [-1, context.shape.at(-1) ?? 0]);
    const predicted = add(matMul(rows, this.tensors.slope as Tensor<never>), this.tensors.intercept);
    const dim = this.values.low.length;
    const mean = reshape(predicted, [...context.shape.slice(0, -1), dim]);
    const blocks = this.blocks();
    const parts = blocks.map((block) => this.part(block, mean));
    if (parts.length === 1) return parts[0] as Bijector;
    return new Stack(
      parts,
      blocks.map(({ begin, end }) => end - begin),
    );
  }

  dispose(): void {
    for (const held of Object.values(this.tensors)) held.dispose();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  private part({ bound, begin, end }: Block, mean: Tensor): Bijector {
    const cut = (held: Tensor) => {
      const lead = held.shape.slice(0, -1);
      return slice(held, [...lead.map(() => 0), begin], [...lead, end - begin]);
    };
    const { loc, scale, spread } = this.tensors;
    if (bound === 'box') {
      return new Chain([new TruncatedNormalMap(cut(mean), cut(spread)), new Affine(cut(loc), cut(scale))]);
    }
    const affine = new Affine(add(mul(cut(mean), cut(scale)), cut(loc)), mul(cut(spread), cut(scale)));
    if (bound === 'real') return affine;
    const { low, high } = this.values;
    return new Chain([
      affine,
      unconstrain({ kind: 'box', low: low.slice(begin, end), high: high.slice(begin, end) }),
    ]);
  }

  private blocks(): Block[] {
    const { low, high } = this.values;
    const blocks: Block[] = [];
    for (let i = 0; i < low.length; i++) {
      const bound = boundOf(low[i] as number, high[i] as number);
      const last = blocks.at(-1);
      if (last?.bound === bound) blocks[blocks.length - 1] = { ...last, end: i + 1 };
      else blocks.push({ bound, begin: i, end: i + 1 });
    }
    return blocks;
  }
}
