// node ratio.mjs maf|nsf: how many times as long a training step takes without the kernels, by plain Node on the compiled
// packages, as JSON. Steps with and without them alternate, and it is the processor's time that counts: what else runs on the
// machine slows down both, and does not tell in the median.
import { maf, nsf } from '@sbi/flows';
import { registerKernels } from '@sbi/kernels';
import { Trainer } from '@sbi/npe';
import { gaussian, simulate } from '@sbi/simulate';
import { getKernelsForBackend, registerKernel, setBackend, unregisterKernel } from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-wasm';

const BATCH = 200;
const PAIRS = 15;
/** No pair begins after so many milliseconds; five are made in any case. */
const BUDGET = 6000;

const settings = { start: 'random', precondition: 'standardize' };
const flow = { maf, nsf }[process.argv[2]](settings);

await setBackend('wasm');
await registerKernels();
const kernels = getKernelsForBackend('wasm').filter(({ kernelName }) => kernelName.startsWith('Sbi'));

/** Milliseconds of a step, in a training of epochs with so many steps each and a few rows that validate. */
async function training(steps) {
  const { prior, simulator } = gaussian();
  const rows = steps * BATCH + 10;
  const trainer = new Trainer(await simulate(prior, simulator, { count: rows, seed: 1 }), {
    ...{
      prior,
      seed: 2,
      preset: 'sbi',
      flow,
      batchSize: BATCH,
      patience: 1e6,
      validationFraction: 10 / rows,
    },
  });
  const epochs = trainer[Symbol.asyncIterator]();
  return async () => {
    const start = process.cpuUsage();
    await epochs.next();
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1000 / steps;
  };
}

async function withoutKernels(task) {
  for (const { kernelName } of kernels) unregisterKernel(kernelName, 'wasm');
  try {
    return await task();
  } finally {
    for (const kernel of kernels) registerKernel(kernel);
  }
}

const median = (values) => values.sort((a, b) => a - b)[values.length >> 1];

const [fused, plain] = [await training(10), await training(1)];
for (let i = 0; i < 10; i++) await fused(); // until the engine has compiled what runs often
await withoutKernels(plain);
const pairs = [];
const start = performance.now();
while (pairs.length < PAIRS && (pairs.length < 5 || performance.now() - start < BUDGET)) {
  pairs.push({ fused: await fused(), plain: await withoutKernels(plain) });
}
const found = {
  ratio: median(pairs.map((pair) => pair.plain / pair.fused)),
  fused: median(pairs.map((pair) => pair.fused)),
  plain: median(pairs.map((pair) => pair.plain)),
  pairs: pairs.length,
};
process.stdout.write(`${JSON.stringify(found)}\n`);
