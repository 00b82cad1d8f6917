import { asShape, expectEvents, leadShape, noGrad, type Shape, ShapeError, sizeOf } from '@sbi/core';
import { Affine, type Bijector, Chain, inScope, Stack, unconstrain } from '@sbi/distributions';
import * as tf from '@tensorflow/tfjs-core';
import { expectLive } from '../expectLive.ts';
import { BoxScale } from './boxScale.ts';
import { checkValues, type PreconditionerValues, type ValueName } from './preconditionerValues.ts';
import { TruncatedNormalMap } from './truncatedNormalMap.ts';
import { type Clip, compress, compressTensor, logAbove } from './xTransform.ts';

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
 * What is done to θ and x before the flow sees them: x, or ln x where `values.xFloor` says so, is centred, scaled and, where
 * `clip` says so, softly clipped (ln beyond 3 widths) or drawn in by asinh; θ is replaced by its residual from a regression
 * on x. Where `values.reading` says so, what the flow and that regression read of x is what a first regression predicts of θ.
 *
 * Residual r → θ, with the mean m = intercept + slopeᵀ context: θ = loc + scale (m + spread r) where θ is unbounded, and
 * the same before `unconstrain` on a half-line. In a box the regression's noise is a normal distribution cut to the box
 * (`TruncatedNormalMap`), so that no draw can leave it.
 *
 * `new` owns memory, within a `tf.tidy` too: call `dispose`, or use `using`.
 *
 * @param values computed from training rows; copied
 * @param clip   how x is compressed: true, softly beyond 3 widths; 'asinh'; false, not at all
 * @param xShape the shape of one x
 * @throws ShapeError naming the values that have a wrong length, are not finite or, for scales, not positive
 * @example
 * import { buildFlow, maf } from '@sbi/flows';
 * import { matrix } from '@sbi/core';
 * const rows = { theta: matrix([[1], [2], [4]]), x: matrix([[10], [20], [30]]) };
 * using flow = buildFlow(maf({ precondition: 'standardize' }), rows, { seed: 1 });
 * console.log(flow.preconditioner.scaledOf([40])); // → Float32Array(1) [ 2 ]
 */
export class Preconditioner implements Disposable {
  readonly values: PreconditionerValues;
  readonly clip: Clip;
  readonly xShape: Shape;
  protected readonly tensors: Readonly<Record<ValueName, tf.Tensor>>;
  /** Of the columns that are read as ln x: 1 there and 0 elsewhere, and their floors, 1 elsewhere. */
  private readonly logs: { readonly chosen: tf.Tensor; readonly floor: tf.Tensor } | undefined;
  /** Slope and intercept of the predictions that are read in place of x. */
  private readonly reading: Readonly<Record<'slope' | 'intercept', tf.Tensor>> | undefined;
  /** Whether the mean depends on x at all. */
  private readonly regresses: boolean;

  constructor(values: PreconditionerValues, clip: Clip, xShape: Shape) {
    this.xShape = [...asShape(xShape, 'Preconditioner')];
    this.values = checkValues(values, sizeOf(this.xShape), 'Preconditioner');
    this.clip = clip;
    this.regresses = this.values.slope.some((value) => value !== 0);
    const { xFloor, reading, ...held } = this.values;
    const size = sizeOf(this.xShape);
    const context = this.contextSize;
    const entries = Object.entries(held).map(([name, data]: [string, Float32Array]) => {
      const shape = name === 'slope' ? [context, data.length / context] : [data.length];
      return [name, tf.keep(tf.tensor(data.slice(), shape, 'float32'))];
    });
    this.tensors = Object.fromEntries(entries) as Record<ValueName, tf.Tensor>;
    this.reading = reading && {
      slope: tf.keep(tf.tensor2d(reading.slope.slice(), [size, context])),
      intercept: tf.keep(tf.tensor1d(reading.intercept.slice())),
    };
    this.logs = xFloor && {
      chosen: tf.keep(tf.tensor1d(xFloor.map((floor) => (floor > 0 ? 1 : 0)))),
      floor: tf.keep(tf.tensor1d(xFloor.map((floor) => (floor > 0 ? floor : 1)))),
    };
  }

  /** K, how many numbers a context has. */
  get contextSize(): number {
    return this.values.reading?.intercept.length ?? sizeOf(this.xShape);
  }

  /** x [..., ...xShape] → the context [..., K]; the caller owns it. @throws ShapeError unless x has that shape */
  context(x: tf.Tensor): tf.Tensor {
    expectLive(this.tensors.low, 'Preconditioner.context');
    expectEvents(x, this.xShape, 'x', 'Preconditioner.context');
    return tf.tidy(() => {
      const flat = tf.reshape(x, [...leadShape(x, this.xShape), sizeOf(this.xShape)]);
      const scaled = tf.div(tf.sub(this.logged(flat), this.tensors.xLoc), this.tensors.xScale);
      return this.read(compressTensor(scaled, this.clip));
    });
  }

  /** One x as it is scaled and drawn in, before any regression, in plain numbers. @throws ShapeError unless it has the length of x */
  scaledOf(x: ArrayLike<number>): Float32Array {
    const { xLoc, xScale, xFloor } = this.values;
    if (x?.length !== xLoc.length) {
      const expected = `hold ${xLoc.length} numbers`;
      throw new ShapeError('x', expected, String(x?.length ?? x), 'Preconditioner.scaledOf');
    }
    return xLoc.map((loc, j) => {
      const value = logAbove(x[j] as number, xFloor?.[j] ?? 0);
      return compress((value - loc) / (xScale[j] as number), this.clip);
    });
  }

  /**
   * Residual → θ at a context [..., K], a bijector of that batch shape; the caller owns it.
   *
   * @throws ShapeError unless the context has that shape
   */
  given(context: tf.Tensor): Bijector {
    expectLive(this.tensors.low, 'Preconditioner.given');
    expectEvents(context, [this.contextSize], 'context', 'Preconditioner.given');
    return inScope(() => this.givenMean(this.meanAt(context)));
  }

  /** What the regression says of θ at a context [..., K], in its own units: [..., D]. The caller owns it. */
  mean(context: tf.Tensor): tf.Tensor {
    return tf.tidy(() => this.meanAt(context));
  }

  /** The same as `given`, where the mean [..., D] is known. */
  givenMean(mean: tf.Tensor): Bijector {
    return inScope(() => {
      const blocks = this.blocks();
      const parts = blocks.map((block) => this.part(block, mean));
      if (parts.length === 1) return parts[0] as Bijector;
      return new Stack(
        parts,
        blocks.map(({ begin, end }) => end - begin),
      );
    });
  }

  /** Frees its tensors. Twice is harmless; any later use of tensors throws. */
  dispose(): void {
    for (const held of [this.tensors, this.logs, this.reading]) tf.dispose(held);
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  /** x with ln x where it is asked for. Sums and products only: what is missing stays NaN on every backend. */
  private logged(x: tf.Tensor): tf.Tensor {
    if (!this.logs) return x;
    const { chosen, floor } = this.logs;
    return tf.add(tf.mul(x, tf.sub(1, chosen)), tf.log(tf.maximum(tf.mul(x, chosen), floor)));
  }

  /** What is read of x as it is scaled, [..., C]. */
  private read(scaled: tf.Tensor): tf.Tensor {
    if (!this.reading) return scaled;
    const { slope, intercept } = this.reading;
    const rows = tf.reshape(scaled, [scaled.size / sizeOf(this.xShape), sizeOf(this.xShape)]);
    const predicted = tf.add(tf.matMul(rows as tf.Tensor2D, slope as tf.Tensor2D), intercept);
    return tf.reshape(predicted, [...scaled.shape.slice(0, -1), this.contextSize]);
  }

  private meanAt(context: tf.Tensor): tf.Tensor {
    const columns = this.contextSize;
    const shape = [...context.shape.slice(0, -1), this.values.low.length];
    // without a regression x is not looked at: some of it may be missing
    if (!this.regresses) return tf.add(this.tensors.intercept, tf.zeros(shape));
    const rows = tf.reshape(context, [context.size / columns, columns]);
    // what is missing of x counts as the middle of its column
    const known = tf.where(
      noGrad(() => tf.isNaN(rows)),
      tf.zerosLike(rows),
      rows,
    ) as tf.Tensor2D;
    const predicted = tf.add(tf.matMul(known, this.tensors.slope as tf.Tensor2D), this.tensors.intercept);
    return tf.reshape(predicted, shape);
  }

  private part({ bound, begin, end }: Block, mean: tf.Tensor): Bijector {
    const cut = (held: tf.Tensor) => {
      const lead = held.shape.slice(0, -1);
      return tf.slice(held, [...lead.map(() => 0), begin], [...lead, end - begin]);
    };
    const { loc, scale, spread } = this.tensors;
    const [low, high] = [this.values.low.slice(begin, end), this.values.high.slice(begin, end)];
    if (bound === 'box') {
      return new Chain([new TruncatedNormalMap(cut(mean), cut(spread)), new BoxScale(low, high)]);
    }
    const shift = tf.add(tf.mul(cut(mean), cut(scale)), cut(loc));
    const affine = new Affine(shift, tf.mul(cut(spread), cut(scale)));
    return bound === 'real' ? affine : new Chain([affine, unconstrain({ kind: 'box', low, high })]);
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
