import { matrix, Rng, rowOf } from '@sbi/core';
import { autoregressiveSpline, coupling, type FlowRecipe, maf, mdn, nsf } from '@sbi/flows';
import { beforeAll, describe, expect, it } from 'vitest';
import { decode, npe } from '../src/index.ts';
import { backends, start } from './backends.ts';
import { expectNoLeaks } from './noLeaks.ts';
import { quick, smallSimulations } from './small.ts';

const recipes: Record<string, FlowRecipe> = {
  maf: maf({ hidden: 16, transforms: 2 }),
  nsf: nsf({ hidden: 16, transforms: 2 }),
  autoregressiveSpline: autoregressiveSpline({ hidden: 16, transforms: 2 }),
  coupling: coupling({ hidden: 16, transforms: 2 }),
  mdn: mdn({ hidden: 16, components: 3 }),
};

const x = matrix([
  [1, 1],
  [2.6, 0.4],
  [-0.5, 1.8],
]);

expectNoLeaks();

describe.each(backends)('on %s', (backend) => {
  beforeAll(() => start(backend));

  describe.each(Object.entries(recipes))('%s', (_, flow) => {
    it.each(['constrain', 'reject'] as const)(
      'answers many x as it answers one, and from a file (%s)',
      async (support) => {
        const amortized = await npe(smallSimulations(200, 1), { ...quick, flow, support });
        const draws = await amortized.sampleBatched(x, 60, { seed: 3 });
        const densities = await amortized.logProbBatched(draws, x, { normalized: false });
        const again = decode(await amortized.encode());
        for (const [i, table] of draws.entries()) {
          const [posterior, read] = [amortized.given(rowOf(x, i)), again.given(rowOf(x, i))];
          const alone = await posterior.sample(60, { seed: Rng.fromSeed(3).fork(i) });
          expect(await read.sample(60, { seed: Rng.fromSeed(3).fork(i) })).toEqual(alone);
          const logProb = await posterior.logProb(table, { normalized: false });
          alone.data.forEach((value, k) => {
            expect(Math.abs(value - (table.data[k] as number))).toBeLessThan(1e-4);
            expect(Math.abs(value)).toBeLessThanOrEqual(2);
          });
          logProb.forEach((value, k) => {
            const other = densities[i]?.[k] as number;
            expect(Math.abs(value - other)).toBeLessThan(1e-4 * Math.max(1, Math.abs(value)));
          });
        }
        for (const model of [amortized, again]) model.dispose();
      },
    );
  });

  it.each(Object.entries(recipes))('%s has a mode that no draw is above', async (_, flow) => {
    const amortized = await npe(smallSimulations(200, 1), { ...quick, flow, maxEpochs: 1 });
    const posterior = amortized.given([1, 0.5]);
    const { logProb } = await posterior.map({ seed: 1, count: 100, starts: 3 });
    const draws = await posterior.logProb(await posterior.sample(300, { seed: 2 }));
    expect(Math.max(...draws)).toBeLessThanOrEqual(logProb + 1e-4);
    amortized.dispose();
  });
});
