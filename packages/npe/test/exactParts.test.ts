// Conditionals and marginals of a mixture density network, which are known exactly (case A7 of Python sbi's own tests).
import { column, matrix, matrixOf, Rng } from '@sbi/core';
import { mdn } from '@sbi/flows';
import { beforeAll, describe, expect, it } from 'vitest';
import { ExactConditional } from '../src/conditional/exactConditional.ts';
import { SampledConditional } from '../src/conditional/sampledConditional.ts';
import { type AmortizedPosterior, ensemble, npe, type SupportMethod } from '../src/index.ts';
import { backends, start } from './backends.ts';
import { Cut } from './cut.ts';
import { expectNoLeaks } from './noLeaks.ts';
import { quick, smallSimulations } from './small.ts';

const flow = mdn({ hidden: 16, components: 3 });
const train = (support: SupportMethod) =>
  npe(smallSimulations(300, 1), { ...quick, flow, maxEpochs: 5, support });

expectNoLeaks();

/** Midpoints of (−2, 2) in one coordinate, the other as it is given. */
function line(place: number, other: number, cells = 2000) {
  const data = Float32Array.from({ length: 2 * cells }, (_, k) =>
    k % 2 === place ? -2 + (4 * (Math.floor(k / 2) + 0.5)) / cells : other,
  );
  return { theta: matrixOf(data, 2), width: 4 / cells };
}

async function integralAlong(
  amortized: AmortizedPosterior,
  x: readonly number[],
  place: number,
  other: number,
) {
  const { theta, width } = line(place, other);
  const logProb = await amortized.given(x).logProb(theta);
  return logProb.reduce((sum, value) => sum + Math.exp(value) * width, 0);
}

describe.each(backends)('an mdn on %s', (backend) => {
  beforeAll(() => start(backend));

  it.each(['constrain', 'reject'] as const)(
    'has the conditionals of its density on a grid (%s)',
    async (support) => {
      const amortized = await train(support);
      for (const x of [
        [1, 1],
        [2.7, 0.2],
      ]) {
        const posterior = amortized.given(x);
        const conditional = posterior.conditional({ theta_2: 0.4 });
        expect(conditional).toBeInstanceOf(ExactConditional);
        const total = await integralAlong(amortized, x, 0, 0.4);
        const points = matrix([[-2.5], [0.1], [1.2]]);
        const logProb = await conditional.logProb(points);
        const joint = await posterior.logProb(
          matrix([
            [-2.5, 0.4],
            [0.1, 0.4],
            [1.2, 0.4],
          ]),
        );
        expect(logProb[0]).toBe(-1 / 0);
        // under reject, the leakage of each is counted in 10,000 draws
        const slack = support === 'constrain' ? 1e-3 : 0.06;
        for (const i of [1, 2]) {
          expect(Math.abs((logProb[i] as number) - (joint[i] as number) + Math.log(total))).toBeLessThan(
            slack,
          );
        }
        const draws = await conditional.sample(3000, { seed: 1 });
        expect(draws.names).toEqual(['theta_1']);
        expect(draws.data.every((value) => Math.abs(value) <= 2)).toBe(true);
        // the mean of an increasing function of the distribution function is known: that of a uniform, 1/2
        const { theta, width } = line(0, 0.4);
        const density = Array.from(await conditional.logProb(matrixOf(column(theta, 0), 1)), Math.exp);
        let passed = 0;
        const ends = density.map((value) => {
          passed += value * width;
          return passed;
        });
        const ranks = Array.from(
          draws.data,
          (t) => ends[Math.min(1999, Math.floor((t + 2) / width))] as number,
        );
        const mean = ranks.reduce((sum, value) => sum + value, 0) / 3000;
        expect(Math.abs(mean - 0.5)).toBeLessThan(4.5 * Math.sqrt(1 / 12 / 3000) + slack / 4);
        const { logProb: top } = await conditional.map({ seed: 2, count: 200 });
        expect(Math.max(...(await conditional.logProb(draws)))).toBeLessThanOrEqual(top + 1e-4);
        if (support === 'constrain') expect(await conditional.efficiency()).toBe(1);
      }
      amortized.dispose();
    },
  );

  it('has the marginals of its density on a grid', async () => {
    const amortized = await train('constrain');
    const posterior = amortized.given([1.5, 0.2]);
    const marginal = posterior.marginal(['theta_2']);
    expect(marginal.hasDensity).toBe(true);
    const logProb = await marginal.logProb(matrix([[-0.9], [0.5], [2.5]]));
    for (const [i, value] of [-0.9, 0.5].entries()) {
      const total = await integralAlong(amortized, [1.5, 0.2], 0, value);
      expect(Math.abs((logProb[i] as number) - Math.log(total))).toBeLessThan(1e-3);
    }
    expect(logProb[2]).toBe(-1 / 0);
    // in another order it is the posterior itself
    const turned = posterior.marginal(['theta_2', 'theta_1']);
    const [a] = await turned.logProb(matrix([[0.3, -0.1]]));
    const [b] = await posterior.logProb(matrix([[-0.1, 0.3]]));
    expect(Math.abs((a as number) - (b as number))).toBeLessThan(1e-4);
    amortized.dispose();
  });
});

describe('exact and sampled', () => {
  beforeAll(() => start('wasm'));

  it('agree', async () => {
    const amortized = await train('constrain');
    const posterior = amortized.given([0.8, 1.4]);
    const exact = posterior.conditional({ theta_1: 0.2 });
    const sampled = new SampledConditional(amortized, posterior, [0.2, undefined]);
    const theta = matrix([[0.1], [0.5]]);
    const [a, b] = [await exact.logProb(theta), await sampled.logProb(theta)];
    // the sampled integral has a standard error of a hundredth
    a.forEach((value, i) => {
      expect(Math.abs(value - (b[i] as number))).toBeLessThan(0.04);
    });
    amortized.dispose();
  });

  it('keep to a predicate on the slice', async () => {
    const prior = new Cut(([a = 0, b = 0]) => a > b - 3);
    const amortized = await npe(smallSimulations(300, 1), {
      ...quick,
      flow,
      prior: new Cut(() => true),
      support: 'reject',
    });
    const { AmortizedPosterior } = await import('../src/index.ts');
    const cut = AmortizedPosterior.decode(await amortized.encode(), { prior });
    amortized.dispose();
    const conditional = cut.given([0, 2.8]).conditional({ theta_2: 1.9 });
    expect(conditional).toBeInstanceOf(ExactConditional);
    const draws = await conditional.sample(300, { seed: 1 });
    expect(draws.data.every((value) => value > -1.1)).toBe(true);
    cut.dispose();
  });

  it('a marginal without an exact density says so', async () => {
    const rejecting = await train('reject');
    const maf = await npe(smallSimulations(100, 1), { ...quick, maxEpochs: 1 });
    const both = ensemble([
      await train('constrain'),
      await npe(smallSimulations(300, 2), { ...quick, flow, maxEpochs: 1 }),
    ]);
    for (const amortized of [rejecting, maf, both]) {
      const marginal = amortized.given([1, 1]).marginal(['theta_1']);
      expect(marginal.hasDensity).toBe(false);
      await expect(marginal.logProb(matrix([[0]]))).rejects.toThrow(
        "MarginalPosterior.logProb must have a flow with exact marginals, an mdn() under support 'constrain' in a box; received another.",
      );
      await expect(marginal.logProb(matrix([[0]]))).rejects.toMatchObject({ code: 'noDensity' });
      expect((await marginal.sample(3, { seed: Rng.fromSeed(1) })).columns).toBe(1);
      amortized.dispose();
    }
    const own = await train('constrain');
    await expect(
      own
        .given([1, 1])
        .marginal(['theta_1'])
        .logProb(matrix([[0, 0]])),
    ).rejects.toThrow('theta must have 1 columns; received [1, 2] (MarginalPosterior.logProb).');
    own.dispose();
  });
});
