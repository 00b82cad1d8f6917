import { column } from '@sbi/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AmortizedPosterior, npe } from '../src/index.ts';
import { start } from './backends.ts';
import { quick, smallSimulations } from './small.ts';

let amortized: AmortizedPosterior;
beforeAll(async () => {
  await start('wasm');
  amortized = await npe(smallSimulations(100, 1), { ...quick, maxEpochs: 1 });
});
afterAll(() => amortized.dispose());

describe('a marginal', () => {
  const at = () => amortized.given([1, 0.2]);

  it('has the columns of the posterior’s draws, in the order asked for', async () => {
    const whole = await at().sample(50, { seed: 3 });
    const second = await at().marginal(['theta_2']).sample(50, { seed: 3 });
    expect(second).toMatchObject({ rows: 50, columns: 1, names: ['theta_2'] });
    expect(second.data).toEqual(column(whole, 1));
    const turned = await at().marginal(['theta_2', 'theta_1']).sample(50, { seed: 3 });
    expect(column(turned, 'theta_1')).toEqual(column(whole, 0));
    const [summary] = await at().marginal(['theta_2']).summary({ seed: 3, count: 50 });
    expect(summary?.name).toBe('theta_2');
  });

  it.each([
    [[], 'names must be some of theta_1, theta_2, each once; received [] (Posterior.marginal).'],
    [['beta'], 'received "beta"'],
    [['theta_1', 'theta_1'], 'each once'],
    ['theta_1', 'received "theta_1"'],
  ])('refuses %j', (names, message) => {
    expect(() => at().marginal(names as string[])).toThrow(message);
  });
});
