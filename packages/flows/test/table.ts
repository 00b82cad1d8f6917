import { type Matrix, matrixOf, normals, Rng, type Shape, type Simulations } from '@sbi/core';
import {
  autoregressiveSpline,
  type Bounds,
  buildFlow,
  type ConditionalFlow,
  convolution1d,
  convolution2d,
  coupling,
  deepSet,
  type FlowRecipe,
  gru,
  maf,
  mdn,
  mlp,
  type NetworkRecipe,
  nsf,
} from '@sbi/flows';
import * as tf from '@tensorflow/tfjs-core';

type Recipe = NonNullable<Parameters<typeof maf>[0]>;
/** How a coordinate of θ is bounded in a toy problem, and at which scale it lies. */
type Side = 'real' | 'above' | 'below' | 'box';

interface Toy {
  readonly sides: readonly Side[];
  readonly scales?: readonly number[];
  readonly x: number;
  readonly xShape?: Shape;
  readonly rows?: number;
  readonly constant?: boolean;
  /** Whether x is positive and skewed. */
  readonly skewed?: boolean;
  readonly recipe?: Recipe;
  readonly embedding?: NetworkRecipe;
  /** A flow of another kind than `maf`. */
  readonly flow?: FlowRecipe;
  /** The least share of every weight tensor that gradients must reach; 1 where it is not said. */
  readonly reach?: number;
  /** The share of points at which gradients must equal differences: less than 1 where knots or relus make kinks. */
  readonly smooth?: number;
  /** How far weights are moved from where training starts, in standard deviations; at most what x allows. */
  readonly noise?: number;
}

/** Small enough for the statistics to be quick. */
const SMALL: Recipe = { transforms: 3, hidden: 8, blocks: 1 };
/** Without corners: those of relu and of pooling are asked about in networks/conformance. */
const SMOOTH = { hidden: 4, outputs: 3, activation: 'silu' } as const;
const SBI: Recipe = { order: 'random', start: 'random', precondition: 'standardize' };

/** θ around 0.5, on the side of 0 that it must lie on; x a bent function of it with noise. */
export function simulate({
  sides,
  scales,
  x,
  xShape,
  rows = 400,
  constant = false,
  skewed = false,
}: Toy): Simulations {
  const rng = Rng.fromSeed(31);
  const dim = sides.length;
  const theta = new Float32Array(rows * dim);
  const seen = new Float32Array(rows * x);
  for (let i = 0; i < rows; i++) {
    const units = sides.map((side) => (side === 'box' ? 2 * rng.uniform() - 1 : rng.normal()));
    units.forEach((unit, j) => {
      const value = { real: unit, box: unit, above: Math.exp(unit / 2), below: -Math.exp(unit / 2) };
      theta[i * dim + j] = (scales?.[j] ?? 1) * value[sides[j] as Side];
    });
    for (let c = 0; c < x; c++) {
      const unit = units[c % dim] as number;
      const value = 3 + c + 2 * (unit + 0.2 * unit ** 2 + 0.3 * rng.normal());
      seen[i * x + c] = skewed ? Math.exp(value / 2) : value;
    }
    if (constant) seen[i * x] = 7.7;
  }
  const table = (data: Float32Array, columns: number): Matrix => matrixOf(data, columns);
  return { theta: table(theta, dim), x: table(seen, x), ...(xShape ? { xShape } : {}) };
}

function boundsOf({ sides, scales }: Toy): Bounds | undefined {
  if (sides.every((side) => side === 'real')) return undefined;
  const ends = { real: [-Infinity, Infinity], above: [0, Infinity], below: [-Infinity, 0], box: [-1, 1] };
  const end = (i: 0 | 1) => sides.map((side, j) => (scales?.[j] ?? 1) * (ends[side][i] as number));
  return { low: end(0), high: end(1) };
}

/**
 * A flow away from where training starts: every weight is moved at random. In a box its steps must start as the identity:
 * of noise that is much wider than standard a good part ends on the walls, where float32 cannot tell it apart.
 */
export function make(toy: Toy): ConditionalFlow {
  const bounds = boundsOf(toy);
  const flow = buildFlow(toy.flow ?? maf({ ...SMALL, ...toy.recipe }), simulate(toy), {
    seed: 1,
    ...(bounds && { bounds }),
    ...(toy.embedding && { embedding: toy.embedding }),
  });
  const { parameters } = flow;
  tf.tidy(() => {
    const noise = tf.mul(
      normals([parameters.size], Rng.fromSeed(32)),
      Math.min(toy.noise ?? 0.15, 0.4 / Math.sqrt(toy.x)),
    );
    parameters.assign(tf.add(parameters.flat, noise));
  });
  return flow;
}

export const toys: Readonly<Record<string, Toy>> = {
  'one coordinate, as sbi': { sides: ['real'], x: 1, recipe: SBI },
  'one coordinate in a box': { sides: ['box'], x: 2 },
  'two coordinates, as sbi': { sides: ['real', 'real'], x: 2, recipe: SBI },
  'two coordinates above and below 0': { sides: ['above', 'below'], x: 3 },
  'three coordinates in a box': { sides: ['box', 'box', 'box'], x: 3 },
  'three coordinates in random orders': {
    sides: ['real', 'real', 'real'],
    x: 2,
    recipe: { order: 'random', transforms: 4, blocks: 2 },
  },
  'a box, a half-line, the real line and another half-line': {
    sides: ['box', 'above', 'real', 'below'],
    x: 3,
  },
  'seven coordinates in a box': {
    sides: new Array(7).fill('box') as Side[],
    x: 4,
    recipe: { transforms: 2, order: 'random', precondition: 'standardize' },
  },
  'seven coordinates and three hidden units': {
    sides: new Array(7).fill('real') as Side[],
    x: 7,
    recipe: { transforms: 2, hidden: 3, blocks: 2 },
  },
  'one hidden unit': { sides: ['real', 'box', 'real'], x: 2, recipe: { hidden: 1 } },
  'x of shape [4, 2]': { sides: ['real', 'box'], x: 8, xShape: [4, 2] },
  'x of 6 numbers through an mlp': {
    sides: ['real', 'box'],
    x: 6,
    embedding: mlp({ hidden: 6, layers: 1, outputs: 3, activation: 'silu' }),
  },
  'x of shape [6, 2] through a convolution': {
    sides: ['real', 'box'],
    x: 12,
    xShape: [6, 2],
    embedding: convolution1d({ ...SMOOTH, channels: [3], kernel: 3, pool: 1 }),
  },
  'x of shape [4, 5, 1] through a convolution': {
    sides: ['real', 'box'],
    x: 20,
    xShape: [4, 5, 1],
    embedding: convolution2d({ ...SMOOTH, channels: [3], kernel: 3, pool: 1 }),
  },
  'x of shape [4, 2] through a deepSet': {
    sides: ['real', 'box'],
    x: 8,
    xShape: [4, 2],
    embedding: deepSet({ ...SMOOTH, trial: mlp({ ...SMOOTH, layers: 1 }) }),
  },
  'x of shape [4, 2] through a gru': {
    sides: ['real', 'box'],
    x: 8,
    xShape: [4, 2],
    embedding: gru({ hidden: 4, outputs: 3 }),
  },
  'a constant number in x': { sides: ['box', 'box'], x: 3, constant: true },
  'x by its asinh': { sides: ['real', 'box'], x: 2, recipe: { transformX: 'asinh' } },
  'ln x, positive and skewed': { sides: ['real', 'box'], x: 2, skewed: true, recipe: { transformX: 'log' } },
  'predictions of x': { sides: ['real', 'above', 'box'], x: 12, recipe: { reads: 'predictions' } },
  'predictions of fewer rows than numbers in x': {
    sides: ['real', 'above'],
    x: 40,
    rows: 20,
    recipe: { reads: 'predictions', precondition: 'standardize' },
  },
  'fewer rows than numbers in x': { sides: ['real', 'box'], x: 40, rows: 20 },
  ...others(),
  'scales 1e-12 and 1e12': { sides: ['real', 'real'], scales: [1e-12, 1e12], x: 2 },
  'boxes of 1e-12 and 1e12': { sides: ['box', 'box'], scales: [1e-12, 1e12], x: 2 },
  'half-lines of 1e-12 and 1e12': { sides: ['above', 'below'], scales: [1e-12, 1e12], x: 2 },
};

/** Flows of the other kinds. A relu unit may be off, and a bin empty, at each of the points of a check. */
function others(): Record<string, Toy> {
  const net = { transforms: 2, hidden: 8, blocks: 1 };
  const spline = { ...net, bins: 3, tailBound: 3 };
  const sbi = { start: 'random', precondition: 'standardize' } as const;
  const [real, box] = ['real', 'box'] as const;
  // steps of a difference cross kinks all the time; where the gradient is wrong they agree nowhere
  const kinked = { smooth: 0.2, noise: 0.1 };
  const relu = { ...kinked, reach: 0.3 };
  return {
    'autoregressive spline, one coordinate in a box': {
      ...kinked,
      sides: [box],
      x: 2,
      flow: autoregressiveSpline({ ...spline, tailBound: 4 }),
    },
    'autoregressive spline, two coordinates': {
      ...kinked,
      sides: [real, 'above'],
      x: 3,
      flow: autoregressiveSpline({ ...spline, order: 'random' }),
    },
    'coupling, one coordinate': { ...relu, sides: [real], x: 2, flow: coupling(net) },
    'coupling, three coordinates': { ...relu, sides: [box, real, real], x: 3, flow: coupling(net) },
    'nsf as sbi, one coordinate': {
      ...relu,
      sides: [real],
      x: 2,
      flow: nsf({ ...spline, ...sbi, contextLayers: 2 }),
    },
    'nsf, two coordinates in a box': { ...relu, sides: [box, box], x: 2, flow: nsf(spline) },
    'nsf as sbi, five coordinates': {
      ...relu,
      sides: [real, real, real, real, real],
      x: 1,
      flow: nsf({ ...spline, ...sbi }),
    },
    'mdn, one coordinate': { ...relu, sides: [box], x: 2, flow: mdn({ hidden: 8, components: 3 }) },
    'mdn, three coordinates': {
      ...relu,
      sides: [real, box, real],
      x: 3,
      flow: mdn({ hidden: 8, components: 3, epsilon: 1e-4 }),
    },
  };
}
