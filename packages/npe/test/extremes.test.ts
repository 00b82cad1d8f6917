import { type Matrix, matrixOf, rowOf, type Simulations } from '@sbi/core';
import { BoxUniform, DiagNormal, LogNormal, type Prior } from '@sbi/distributions';
import { mlp } from '@sbi/flows';
import { beforeAll, describe, expect, it } from 'vitest';
import { type AmortizedPosterior, type NpeOptions, npe } from '../src/index.ts';
import { backends, start } from './backends.ts';
import { expectNoLeaks } from './noLeaks.ts';
import { mapTable, quick, SMALL, smallSimulations } from './small.ts';

const simulations = smallSimulations(200, 1);

expectNoLeaks();

/** Trains, and looks at draws and densities at one of the simulations. */
async function run(table: Simulations, options: Partial<NpeOptions> = {}) {
  const amortized = await npe(table, { ...quick, ...options });
  const posterior = amortized.given(rowOf(table.x, 0));
  const draws = await posterior.sample(200, { seed: 7 });
  const logProb = await posterior.logProb(draws);
  const { validationLoss, trainLoss } = amortized.training;
  amortized.dispose();
  return { draws, logProb, warnings: posterior.warnings, losses: [...trainLoss, ...validationLoss] };
}

function expectFinite({ draws, logProb, losses }: Awaited<ReturnType<typeof run>>): void {
  expect(draws.data.every(Number.isFinite)).toBe(true);
  expect(logProb.every(Number.isFinite)).toBe(true);
  expect(losses.every(Number.isFinite)).toBe(true);
}

describe.each(backends)('extreme input on %s', (backend) => {
  beforeAll(() => start(backend));

  // 2^±40 is 10^±12; by a power of two every float32 number is scaled exactly, so that nothing else may change
  it.each([
    ['θ', 'default', 2 ** -40, 1],
    ['θ', 'default', 2 ** 40, 1],
    ['θ', 'sbi', 2 ** -40, 1],
    ['θ', 'sbi', 2 ** 40, 1],
    ['x', 'default', 1, 2 ** -40],
    ['x', 'default', 1, 2 ** 40],
    ['x', 'sbi', 1, 2 ** -40],
    ['x', 'sbi', 1, 2 ** 40],
  ] as const)('%s under preset %s at scales %d, %d: the same posterior', async (_, preset, unit, xUnit) => {
    const options = { preset, flow: SMALL, maxEpochs: 2 } as const;
    const plain = await run(simulations, options);
    const scaled = await run(
      {
        theta: mapTable(simulations.theta, (value) => unit * value),
        x: mapTable(simulations.x, (value) => xUnit * value),
      },
      { ...options, prior: new BoxUniform([-2 * unit, -2 * unit], [2 * unit, 2 * unit]) },
    );
    const volume = 2 * Math.log(unit);
    scaled.losses.forEach((loss, i) => {
      expect(Math.abs(loss - volume - (plain.losses[i] as number))).toBeLessThan(1e-4);
    });
    scaled.draws.data.forEach((value, i) => {
      expect(Math.abs(value / unit - (plain.draws.data[i] as number))).toBeLessThan(1e-3);
    });
    scaled.logProb.forEach((value, i) => {
      expect(Math.abs(value + volume - (plain.logProb[i] as number))).toBeLessThan(5e-3);
    });
    expect(scaled.warnings).toEqual([]);
  });

  it('a column of x that is constant, for both presets', async () => {
    const flat = { ...simulations, x: mapTable(simulations.x, (value, i) => (i % 2 === 0 ? 5 : value)) };
    for (const preset of ['default', 'sbi'] as const) expectFinite(await run(flat, { preset, flow: SMALL }));
  });

  it('an x that is constant throughout', async () => {
    const flat = { ...simulations, x: mapTable(simulations.x, () => -1e6) };
    for (const preset of ['default', 'sbi'] as const) expectFinite(await run(flat, { preset, flow: SMALL }));
  });

  it('θ on the walls of its box', async () => {
    const theta = mapTable(simulations.theta, (value) => Math.max(-2, Math.min(2, 1.5 * value)));
    for (const support of ['constrain', 'reject'] as const)
      expectFinite(await run({ ...simulations, theta }, { support }));
  });

  it('three rows, and fewer rows than a batch', async () => {
    expectFinite(await run(smallSimulations(3, 1), { maxEpochs: 2 }));
    expectFinite(await run(smallSimulations(40, 1), { batchSize: 200, maxEpochs: 2 }));
  });

  it('heavy tails in x', async () => {
    const x = mapTable(simulations.x, (value, i) => (i % 37 === 0 ? 1e6 * value : value));
    expectFinite(await run({ ...simulations, x }));
  });
});

describe('priors', () => {
  beforeAll(() => start('wasm'));

  const unbounded: Prior = new DiagNormal([0, 0], [1, 1]);
  const positive: Prior = new LogNormal([0, 0], [1, 1]);
  const exp = (table: Matrix) => mapTable(table, Math.exp);

  it('without bounds', async () => {
    expectFinite(await run(simulations, { prior: unbounded }));
    expectFinite(await run(simulations, { prior: unbounded, support: 'reject' }));
  });

  it.each(['constrain', 'reject'] as const)(
    'of positive parameters: draws are positive (%s)',
    async (support) => {
      const result = await run(
        { theta: exp(simulations.theta), x: simulations.x },
        { prior: positive, support },
      );
      expectFinite(result);
      expect(result.draws.data.every((value) => value >= 0)).toBe(true);
    },
  );

  it('of one parameter, and x of more axes', async () => {
    const theta = matrixOf(
      simulations.theta.data.filter((_, i) => i % 2 === 0),
      1,
    );
    const x = matrixOf(
      Float32Array.from(
        { length: 200 * 6 },
        (_, i) => (simulations.x.data[2 * Math.floor(i / 6)] as number) + (i % 6),
      ),
      6,
    );
    const prior = new BoxUniform(-2, 2);
    expectFinite(await run({ theta, x, xShape: [3, 2] }, { prior, embedding: mlp() }));
    const amortized: AmortizedPosterior = await npe(
      { theta, x, xShape: [3, 2] },
      { ...quick, prior, embedding: mlp(), maxEpochs: 1 },
    );
    expect(() => amortized.given([1, 2])).toThrow(
      'x must hold 6 numbers, shape [3, 2]; received [1, 2] (AmortizedPosterior.given).',
    );
    amortized.dispose();
  });
});
