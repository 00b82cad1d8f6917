import { matrixOf, Rng } from '@sbi/core';
import {
  type AutoregressiveSplineRecipe,
  autoregressiveSpline,
  buildFlow,
  type ConditionalFlow,
  type CouplingRecipe,
  coupling,
  type FlowRecipe,
  type MafRecipe,
  type MdnRecipe,
  maf,
  mdn,
  type NsfRecipe,
  nsf,
} from '@sbi/flows';
import * as tf from '@tensorflow/tfjs-core';
import type { CouplingArchitecture } from '../src/couplingArchitecture.ts';
import type { FlowInputs } from '../src/flowKernels.ts';
import type { Input } from '../src/input.ts';
import type { MafArchitecture } from '../src/mafArchitecture.ts';
import type { MdnArchitecture } from '../src/mdnPlan.ts';
import type { Architecture } from '../src/planOf.ts';

export interface Case {
  readonly dim: number;
  readonly context: number;
  readonly hidden: number;
  readonly blocks: number;
  readonly rows: number;
  /** How many contexts the rows share; one each unless given. */
  readonly contexts?: number;
  readonly order?: MafRecipe['order'];
  readonly transforms?: number;
  /** How wide the rows are spread, in standard deviations. */
  readonly spread?: number;
  /** What the random weights are multiplied by. */
  readonly gain?: number;
  /** Bins of an autoregressive spline flow, or of a coupling one; affine without. */
  readonly bins?: number;
  /** Hidden layers of a coupling flow of splines in one dimension. */
  readonly contextLayers?: number;
  /** Of a mixture; its hidden layers are `blocks`. */
  readonly components?: number;
  readonly epsilon?: number;
}

export const table = (rng: Rng, rows: number, columns: number, spread = 1): Float32Array =>
  Float32Array.from({ length: rows * columns }, () => spread * rng.normal());

export interface Made<A extends Architecture = Architecture> {
  readonly flow: ConditionalFlow;
  readonly architecture: A;
  readonly values: Values;
  /** The slope of each row's density. */
  readonly dy: Float32Array;
  /** What draws are made of, one a row; the rows themselves unless a draw is made of more. */
  readonly noise: Float32Array;
}

export interface Values {
  readonly flat: Float32Array;
  readonly rows: Float32Array;
  readonly context: Float32Array;
}

/** A masked autoregressive flow with random weights, and rows and contexts for it. */
export function make(one: Case): Made<MafArchitecture> {
  const { order = 'random', transforms = 3, gain = 1.5, bins, hidden, blocks } = one;
  const settings = { ...FIXED, transforms, hidden, blocks, order };
  const recipe = bins === undefined ? maf(settings) : autoregressiveSpline({ ...settings, bins });
  const made = makeOf(recipe, one, gain);
  return { ...made, architecture: mafOf(made.flow) };
}

/** The same for a coupling flow. */
export function makeCoupling(one: Case): Made<CouplingArchitecture> {
  const { transforms = 3, gain = 0.5, bins, hidden, blocks, contextLayers = 1 } = one;
  const settings = { ...FIXED, transforms, hidden, blocks };
  const recipe = bins === undefined ? coupling(settings) : nsf({ ...settings, bins, contextLayers });
  const made = makeOf(recipe, one, gain);
  return { ...made, architecture: couplingOf(made.flow) };
}

/** The same for a mixture of normal distributions. */
export function makeMdn(one: Case): Made<MdnArchitecture> {
  const { gain = 1, components = 10, epsilon = 0, hidden, blocks: layers, rows, dim } = one;
  const recipe = mdn({ precondition: 'standardize', components, hidden, layers, epsilon });
  const made = makeOf(recipe, one, gain);
  const rng = Rng.fromSeed(rows);
  const noise = Float32Array.from({ length: rows * (1 + dim) }, (_, i) =>
    i % (1 + dim) === 0 ? rng.uniform() : rng.normal(),
  );
  return { ...made, noise, architecture: mdnOf(made.flow) };
}

const FIXED = { start: 'random', precondition: 'standardize' } as const;

function makeOf(
  recipe: FlowRecipe,
  { dim, context, hidden, rows, contexts = rows, spread = 1.5 }: Case,
  gain: number,
): Omit<Made, 'architecture'> {
  const rng = Rng.fromSeed(dim * 1000 + hidden);
  const data = { theta: matrixOf(table(rng, 20, dim), dim), x: matrixOf(table(rng, 20, context), context) };
  const flow = buildFlow(recipe, data, { seed: 3 });
  const flat = Float32Array.from({ length: flow.parameters.size }, () => gain * 0.3 * rng.normal());
  const values = { flat, rows: table(rng, rows, dim, spread), context: table(rng, contexts, context) };
  return { flow, values, dy: table(rng, rows, 1), noise: values.rows };
}

function contextOf({ architecture }: ConditionalFlow): number {
  return architecture.xShape.reduce((product, length) => product * length, 1);
}

function mafOf(flow: ConditionalFlow): MafArchitecture {
  const { recipe, drawn } = flow.architecture;
  const { hidden, blocks } = recipe as MafRecipe;
  const maf = { orders: drawn['orders'] as number[][], context: contextOf(flow), hidden, blocks };
  if (recipe.kind === 'maf') return maf;
  const { bins, tailBound: bound } = recipe as AutoregressiveSplineRecipe;
  return { ...maf, spline: { bins, bound } };
}

function couplingOf(flow: ConditionalFlow): CouplingArchitecture {
  const { recipe } = flow.architecture;
  const { transforms, hidden, blocks } = recipe as CouplingRecipe;
  const affine = { transforms, dim: flow.dim, context: contextOf(flow), hidden, blocks };
  if (recipe.kind === 'coupling') return affine;
  const { bins, tailBound: bound, contextLayers } = recipe as NsfRecipe;
  return { ...affine, spline: { bins, bound }, contextLayers };
}

function mdnOf(flow: ConditionalFlow): MdnArchitecture {
  const { components, hidden, layers, epsilon } = flow.architecture.recipe as MdnRecipe;
  return { dim: flow.dim, context: contextOf(flow), components, hidden, layers, epsilon };
}

export function input(values: Float32Array, shape: readonly number[]): Input {
  return { id: values, shape, read: () => values };
}

export function inputsOf({ flow, values }: Pick<Made, 'flow' | 'values'>): FlowInputs {
  const { flat, rows, context } = values;
  const [dim, width] = [flow.dim, contextOf(flow)];
  return {
    flat: input(flat, [flat.length]),
    rows: input(rows, [rows.length / dim, dim]),
    context: input(context, [context.length / width, width]),
  };
}

/** The same with noise instead of rows. */
export function noiseInputsOf(made: Pick<Made, 'flow' | 'values' | 'noise'>): FlowInputs {
  const { noise, values, flow } = made;
  const rows = values.rows.length / flow.dim;
  return { ...inputsOf(made), rows: input(noise, [rows, rows === 0 ? flow.dim : noise.length / rows]) };
}

/** The reference in tf ops: values, and gradients to weights, rows and contexts. */
export function reference({ flow, values, dy }: Made): Values & { readonly value: Float32Array } {
  const { dim } = flow;
  const count = values.rows.length / dim;
  const width = contextOf(flow);
  const contexts = values.context.length / width;
  const compute = () => {
    const logProb = (flat: tf.Tensor, rows: tf.Tensor, context: tf.Tensor) =>
      flow.residualLogProb(flat, rows, tf.tile(context, [count / contexts, 1]));
    const inputs = [
      tf.tensor1d(values.flat),
      tf.tensor2d(values.rows, [count, dim]),
      tf.tensor2d(values.context, [contexts, width]),
    ] as const;
    const value = logProb(...inputs);
    const gradients = tf.grads((...args: tf.Tensor[]) =>
      tf.sum(tf.mul(logProb(...(args as [tf.Tensor, tf.Tensor, tf.Tensor])), tf.tensor1d(dy))),
    )([...inputs]);
    const [flat, rows, context] = gradients.map((gradient) => gradient.dataSync());
    return { value: value.dataSync(), flat, rows, context } as unknown as tf.TensorContainerObject;
  };
  // plain numbers, for which tidy has no type
  return tf.tidy(compute) as unknown as ReturnType<typeof reference>;
}

/** The largest |a − b| / max(1, |b|). */
export function valueError(a: Float32Array, b: Float32Array | Float64Array): number {
  return a.reduce((worst, value, i) => {
    const want = b[i] as number;
    if (Object.is(value, want)) return worst;
    const error = Math.abs(value - want) / Math.max(1, Math.abs(want));
    return Number.isNaN(error) ? Infinity : Math.max(worst, error);
  }, 0);
}

/** ‖a − b‖ / ‖b‖. */
export function normError(a: Float32Array, b: Float32Array): number {
  const norm = (of: (i: number) => number) => Math.sqrt(b.reduce((sum, _, i) => sum + of(i) ** 2, 0));
  return (
    norm((i) => (a[i] as number) - (b[i] as number)) /
    Math.max(
      norm((i) => b[i] as number),
      1e-30,
    )
  );
}
