import { matrixOf, Rng, type Simulations } from '@sbi/core';
import { BoxUniform, box, DiagNormal, Joint, LogNormal, type Prior, Truncated } from '@sbi/distributions';
import { autoregressiveSpline, type FlowRecipe, maf, mdn } from '@sbi/flows';
import { expect } from 'vitest';
import { type AmortizedPosterior, npe } from '../src/index.ts';

const below = (high: number) =>
  new Truncated(new DiagNormal([0], [1]), box([Number.NEGATIVE_INFINITY], [high]));

/** Priors on boxes, half-lines and mixtures of these, by name. */
export const priors: Record<string, () => Prior> = {
  'a box': () => new BoxUniform([-2, 1e3], [2, 1e3 + 1e-3]),
  'half-lines upwards': () => new LogNormal([0, 3], [1, 2]),
  'half-lines downwards': () => new Joint({ a: below(1), b: below(-3) }),
  'all kinds at once': () =>
    new Joint({
      a: new BoxUniform([0], [1e-6]),
      b: new DiagNormal([5], [3]),
      c: new LogNormal([0], [1]),
      d: below(0.5),
    }),
};

export const recipes: Record<string, FlowRecipe> = {
  maf: maf({ hidden: 16, transforms: 2 }),
  autoregressiveSpline: autoregressiveSpline({ hidden: 16, transforms: 2 }),
  mdn: mdn({ hidden: 16, components: 3 }),
};

/** x is θ with noise of a tenth of each coordinate's width: posteriors of draws near a wall press against it. */
function simulate(prior: Prior, rows: number, rng: Rng): Simulations {
  const drawn = prior.sample(rows, rng.fork('theta'));
  const theta = matrixOf(Float32Array.from(drawn.dataSync()), prior.dim);
  drawn.dispose();
  const noise = rng.fork('x');
  const spread = (j: number) => {
    const column = Float64Array.from(
      { length: rows },
      (_, i) => theta.data[i * prior.dim + j] as number,
    ).sort();
    return ((column[Math.floor(0.9 * rows)] as number) - (column[Math.floor(0.1 * rows)] as number)) / 10;
  };
  const spreads = Array.from({ length: prior.dim }, (_, j) => spread(j));
  const x = theta.data.map((value, k) => value + (spreads[k % prior.dim] as number) * noise.normal());
  return { theta, x: matrixOf(x, prior.dim) };
}

/**
 * Trains under `constrain`, and draws so many θ at x of every kind: as simulated, at walls, and far from all simulations.
 * None may lie outside, none may be rejected, and none be anything but a number.
 */
export async function expectInside(
  prior: Prior,
  { flow, count, seed }: { readonly flow: FlowRecipe; readonly count: number; readonly seed: number },
): Promise<void> {
  const simulations = simulate(prior, 300, Rng.fromSeed(seed));
  const options = { prior, flow, seed, maxEpochs: 1, batchSize: 50, support: 'constrain' } as const;
  const amortized: AmortizedPosterior = await npe(simulations, options);
  const { low, high } = prior.support;
  const usual = simulations.x.data.slice(0, prior.dim);
  const wall = usual.map((value, j) => [low[j] as number, high[j] as number].find(Number.isFinite) ?? value);
  const far = usual.map((value, j) => value + (j % 2 === 0 ? 1e4 : -1e4));
  for (const [name, x] of Object.entries({ usual, wall, far })) {
    const rates: number[] = [];
    const onProgress = ({ acceptance }: { acceptance: number }) => rates.push(acceptance);
    const { data } = await amortized.given(x).sample(Math.ceil(count / 3), { seed: seed + 1, onProgress });
    const outside = data.findIndex((value, k) => {
      const j = k % prior.dim;
      return !(value >= (low[j] as number) && value <= (high[j] as number) && Number.isFinite(value));
    });
    expect(outside, `${name}: ${data[outside]}`).toBe(-1);
    if (name !== 'far') expect(rates.every((rate) => rate === 1)).toBe(true);
  }
  amortized.dispose();
}
