// A training in a process of its own, on the compiled packages: node killed.mjs FOLDER KILL. It goes on from the checkpoint
// in FOLDER and kills itself by SIGKILL where KILL says, as {"after": breaths between batches}, {"writing": true}: in the
// middle of the first checkpoint, or {"renaming": true}: between the two names; null: never. At its end it writes the model.
import fs, { writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import process from 'node:process';
import { matrixOf, Rng } from '@sbi/core';
import { BoxUniform } from '@sbi/distributions';
import { maf } from '@sbi/flows';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';

const [folder, kill] = [process.argv[2], JSON.parse(process.argv[3])];
const die = () => process.kill(process.pid, 'SIGKILL');

if (kill?.writing) {
  const handle = await fs.promises.open(join(folder, 'handle'), 'w');
  const prototype = Object.getPrototypeOf(handle);
  await handle.close();
  prototype.writeFile = async function (bytes) {
    await this.write(bytes.subarray(0, bytes.length >> 1));
    await this.sync();
    die();
  };
}
if (kill?.renaming) {
  const { rename } = fs.promises;
  fs.promises.rename = async (from, to) => {
    await rename(from, to);
    die();
  };
  syncBuiltinESMExports();
}

const { npe } = await import('../dist/index.js');
const { checkpointFile } = await import('../dist/node.js');
await tf.setBackend('cpu');

let breaths = 0;
const { signal } = new AbortController();
signal.throwIfAborted = () => {
  if (++breaths === kill?.after) die();
};

const rng = Rng.fromSeed(1);
const theta = new Float32Array(120).map(() => 4 * rng.uniform() - 2);
const simulations = {
  theta: matrixOf(theta, 2),
  x: matrixOf(
    theta.map((value) => value + 0.3 * rng.normal()),
    2,
  ),
};
const amortized = await npe(simulations, {
  prior: new BoxUniform([-2, -2], [2, 2]),
  seed: 2,
  flow: maf({ hidden: 8, transforms: 2 }),
  batchSize: 10,
  maxEpochs: 16,
  optimizer: 'adamw',
  schedule: 'plateau',
  learningRate: 0.02,
  patience: 40,
  weights: theta.filter((_, i) => i % 2 === 0).map((value) => 1 + value ** 2),
  signal,
  ...(await checkpointFile(join(folder, 'training.checkpoint'))),
});
writeFileSync(join(folder, 'model'), await amortized.encode());
