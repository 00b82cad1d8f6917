import { describeValue, type Rng, type Shape, ShapeError } from '@sbi/core';
import * as tf from '@tensorflow/tfjs-core';
import { joinBlocks, splitBlocks } from '../blocks.ts';
import { Distribution } from '../distribution.ts';
import { expectDistribution } from '../parts.ts';
import type { DistributionRecipe } from '../recipe.ts';
import type { Support } from '../support.ts';
import { joinSupports } from '../supportAlgebra.ts';

/**
 * Independent parts, named: p(θ) = Π p_part(θ_part), coordinates in the order of the keys.
 *
 * A part of one coordinate gives it its key as name; a longer part named `beta` gives `beta_1`, `beta_2`, … or, where
 * its own coordinates have names, `beta_name`. Parts are taken over: `dispose()` frees them.
 *
 * @throws ShapeError without parts, for a part with a batch shape, for a key that is a whole number (JavaScript would
 *   reorder it), and where two coordinates would share a name
 * @example
 * import { BoxUniform, Joint, LogNormal } from '@sbi/distributions';
 * const prior = new Joint({ beta: new LogNormal(-0.9, 0.5), offset: new BoxUniform([0, 0], [1, 2]) });
 * console.log(prior.names.join(' ')); // → beta offset_1 offset_2
 */
export class Joint extends Distribution {
  readonly dim: number;
  readonly batchShape: Shape = [];
  readonly support: Support;
  override readonly names: readonly string[];
  protected readonly parts: Readonly<Record<string, Distribution>>;

  constructor(parts: Readonly<Record<string, Distribution>>) {
    super();
    if (typeof parts !== 'object' || parts === null || Array.isArray(parts)) {
      throw new ShapeError(
        'parts',
        'be distributions by name, as in { beta: prior }',
        describeValue(parts),
        'Joint',
      );
    }
    const entries = Object.entries(parts);
    if (entries.length === 0)
      throw new ShapeError('parts', 'hold at least one distribution', 'none', 'Joint');
    for (const [name, part] of entries) checkPart(name, part);
    this.parts = Object.fromEntries(entries);
    this.dim = entries.reduce((sum, [, part]) => sum + part.dim, 0);
    this.support = joinSupports(entries.map(([, part]) => part.support));
    this.names = entries.flatMap(([name, part]) => coordinateNames(name, part));
    const twice = this.names.find((name, i) => this.names.indexOf(name) !== i);
    if (twice !== undefined) {
      throw new ShapeError('parts', 'give every coordinate its own name', `${twice} twice`, 'Joint');
    }
  }

  override get recipe(): DistributionRecipe | undefined {
    const parts = Object.entries(this.parts).map(([name, part]) => [name, part.recipe] as const);
    if (parts.some(([, recipe]) => recipe === undefined)) return undefined;
    return { kind: 'joint', parts: Object.fromEntries(parts) };
  }

  override drawRows(count: number, rng: Rng): Float32Array | undefined {
    const tables = this.list().map((part) => ({ width: part.dim, rows: part.drawRows(count, rng) }));
    const drawn = new Float32Array(count * this.dim);
    let start = 0;
    for (const { width, rows } of tables) {
      if (!rows) return undefined;
      for (let i = 0; i < count; i++) {
        drawn.set(rows.subarray(i * width, (i + 1) * width), i * this.dim + start);
      }
      start += width;
    }
    return drawn;
  }

  override intervalProbability(i: number, low: number, high: number): number | undefined {
    let inner = i;
    const part = this.list().find(({ dim }) => {
      if (inner < dim) return true;
      inner -= dim;
      return false;
    });
    return part?.intervalProbability(inner, low, high);
  }

  protected _sample(shape: Shape, rng: Rng): tf.Tensor {
    return joinBlocks(this.list().map((part) => part.sample(shape, rng)));
  }

  protected _logProb(theta: tf.Tensor): tf.Tensor {
    const parts = this.list();
    const dims = parts.map((part) => part.dim);
    const blocks = splitBlocks(theta, dims);
    return tf.addN(parts.map((part, i) => part.logProb(blocks[i] as tf.Tensor)));
  }

  protected override _sampleAndLogProb(shape: Shape, rng: Rng): [tf.Tensor, tf.Tensor] {
    const pairs = this.list().map((part) => part.sampleAndLogProb(shape, rng));
    const theta = joinBlocks(pairs.map(([block]) => block));
    return [theta, tf.addN(pairs.map(([, logProb]) => logProb))];
  }

  private list(): readonly Distribution[] {
    return Object.values(this.parts);
  }
}

function checkPart(name: string, part: Distribution): void {
  if (/^(\d+)?$/.test(name)) {
    throw new ShapeError('parts', 'have names that are not empty and no whole numbers', `"${name}"`, 'Joint');
  }
  expectDistribution(part, `part ${name}`, 'Joint');
  if (part.batchShape.length > 0) {
    throw new ShapeError(`part ${name}`, 'have batch shape []', part.batchShape, 'Joint');
  }
}

function coordinateNames(name: string, part: Distribution): string[] {
  if (part.dim === 1 && !part.names) return [name];
  return Array.from({ length: part.dim }, (_, i) => `${name}_${part.names?.[i] ?? i + 1}`);
}
