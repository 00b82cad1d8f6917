import { describeValue, Rng, type Shape, ShapeError, sizeOf } from '@sbi/core';
import * as tf from '@tensorflow/tfjs-core';
import { DensityError } from '../densityError.ts';
import { Distribution } from '../distribution.ts';
import { expectDistribution } from '../parts.ts';
import type { DistributionRecipe } from '../recipe.ts';
import { type Cut, countShare, drawCut } from '../rejection.ts';
import type { Support } from '../support.ts';
import { intersectSupports } from '../supportAlgebra.ts';
import { describeSupport } from '../supportRecipe.ts';

/** A thousand draws for each that is kept are the most that is spent. */
const LEAST_SHARE = 1e-3;

/**
 * A distribution cut to a region, a box or what a predicate accepts: p(θ) = p_base(θ)/P_base(region) inside, 0 outside.
 *
 * Draws are those of the base that lie in the region; independent coordinates are drawn one by one. P_base(region) is `mass`:
 * exact where the region is a box and the base has an `intervalProbability`, else counted once, at construction, on up to
 * 20,000 accepted draws of a fixed stream, with the standard error `massError`. The base is taken over.
 *
 * @param base   of plain numbers; another `Truncated` is cut further
 * @param region `box(low, high)`, or `restricted(box, name, accepts, mask)`: without its mask there is no log-density
 * @throws ShapeError unless the region has the base's coordinates, meets its support, and holds a thousandth of its mass
 * @example
 * import { box, DiagNormal, restricted, Truncated } from '@sbi/distributions';
 * const prior = new Truncated(new DiagNormal([1, 2], 1), box([0, 0], [Infinity, 5]));
 * console.log(prior.mass.toFixed(4), prior.massError); // → 0.8211 0
 * const rising = restricted(box([0, 0], [Infinity, 5]), 'rising', ([first, second]) => first < second);
 * console.log(new Truncated(prior, rising).mass.toFixed(1)); // → 0.6
 */
export class Truncated extends Distribution {
  readonly dim: number;
  readonly batchShape: Shape = [];
  declare readonly names?: readonly string[];
  /** P_base(region). */
  readonly mass: number;
  /** The standard error of `mass`; 0 where that is exact. */
  readonly massError: number;
  protected readonly base: Distribution;
  protected readonly region: Support;
  protected readonly cut: Cut;
  /** Of draws in the box, or of the base: those in the region. */
  protected readonly share: number;

  constructor(base: Distribution, region: Support) {
    super();
    checkParts(base, region);
    // a box within a box is one box; two predicates keep their names
    const isBox = base instanceof Truncated && base.region.kind === 'box';
    this.base = isBox ? base.base : base;
    this.region = isBox ? intersectSupports(base.region, region, 'Truncated') : region;
    this.dim = base.dim;
    if (base.names) this.names = base.names;
    const support = intersectSupports(this.base.support, this.region, 'Truncated');
    const sides = sidesOf(this.base, support);
    const least = sides ? Math.min(...sides) : 1;
    if (sides) expectShare(least, `coordinate ${sides.indexOf(least)} of the base`);
    this.cut = { base: this.base, support, sides };
    const isExact = sides !== undefined && support.kind === 'box';
    const rng = Rng.fromSeed(0).fork('Truncated');
    const { share, error } = isExact ? { share: 1, error: 0 } : countShare(this.cut, rng);
    expectShare(share, 'the base');
    const inBox = sides?.reduce((product, side) => product * side, 1) ?? 1;
    this.share = share;
    this.mass = inBox * share;
    this.massError = inBox * error;
  }

  get support(): Support {
    return this.cut.support;
  }

  override get recipe(): DistributionRecipe | undefined {
    const base = this.base.recipe;
    return base && { kind: 'truncated', base, support: describeSupport(this.region) };
  }

  override drawRows(count: number, rng: Rng): Float32Array {
    return drawCut(this.cut, this.share, count, rng);
  }

  override intervalProbability(i: number, low: number, high: number): number | undefined {
    const { sides, support } = this.cut;
    if (!sides || this.region.kind !== 'box') return undefined;
    const from = Math.max(low, support.low[i] as number);
    const to = Math.min(high, support.high[i] as number);
    return from < to ? (this.base.intervalProbability(i, from, to) as number) / (sides[i] as number) : 0;
  }

  protected _sample(shape: Shape, rng: Rng): tf.Tensor {
    return tf.tensor(this.drawRows(sizeOf(shape), rng), [...shape, this.dim], 'float32');
  }

  protected _logProb(theta: tf.Tensor): tf.Tensor {
    const inside = tf.sub(this.base.logProb(theta), Math.log(this.mass));
    const { region } = this;
    if (region.kind === 'box') return inside;
    if (region.mask) return tf.where(region.mask(theta), inside, Number.NEGATIVE_INFINITY);
    throw new DensityError(
      'Truncated',
      `The log-density of a Truncated needs its predicate "${region.name}" for tensors too, which are not read: ` +
        'pass a mask, restricted(box, name, accepts, mask).',
    );
  }
}

function checkParts(base: Distribution, region: Support): void {
  expectDistribution(base, 'base', 'Truncated');
  if (base.batchShape.length > 0) {
    throw new ShapeError('base', 'have batch shape []', base.batchShape, 'Truncated');
  }
  if (!(region?.low instanceof Float32Array)) {
    throw new ShapeError('region', 'be a support, as box(low, high)', describeValue(region), 'Truncated');
  }
  if (region.low.length !== base.dim) {
    const expected = `bound ${base.dim} coordinates, as the base has`;
    throw new ShapeError('region', expected, String(region.low.length), 'Truncated');
  }
  if (base.drawRows(0, Rng.fromSeed(0)) !== undefined) return;
  const expected = 'draw plain numbers (drawRows), as families of numbers do: truncate first, transform then';
  throw new ShapeError('base', expected, base.constructor.name, 'Truncated');
}

function sidesOf(base: Distribution, { low, high }: Support): number[] | undefined {
  const sides = Array.from(low, (start, i) => base.intervalProbability(i, start, high[i] as number));
  return sides.every((side) => side !== undefined) ? sides : undefined;
}

function expectShare(share: number, what: string): void {
  if (share >= LEAST_SHARE) return;
  throw new ShapeError('region', `hold a thousandth of ${what} at least`, share.toPrecision(2), 'Truncated');
}
