import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import { gaussian, simulate } from '@sbi/simulate';
import { memory, setBackend } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';

it('gives the same table on cpu and wasm, and leaves no tensor on either', async () => {
  using problem = gaussian();
  const tables = [];
  for (const backend of ['cpu', 'wasm']) {
    expect(await setBackend(backend)).toBe(true);
    const before = memory().numTensors;
    tables.push(await simulate(problem.prior, problem.simulator, { count: 50, seed: 1 }));
    expect(memory().numTensors).toBe(before);
  }
  expect(tables[1]).toEqual(tables[0]);
});
