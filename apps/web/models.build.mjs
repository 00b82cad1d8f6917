import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { useBackend } from '@sbi/backends';
import { matrixOf, Rng, toCsv } from '@sbi/core';
import { problem, simulate } from '@sbi/simulate';

// node models.build.mjs [NAME…]: makes the models that the page ships anew, by the command line; all or those named.
// Small flows: a model is downloaded before it can be touched.
const models = {
  gaussian: ['--simulations 4000', '--flow maf,hidden=24'],
  'two-moons': [
    '--simulations 20000',
    '--flow spline,transforms=4,hidden=32 --schedule cosine --max-steps 8000',
  ],
  slcp: ['--simulations 50000', '--flow spline,transforms=4,hidden=40 --schedule cosine --max-steps 12000'],
  'lynx-hare': [
    '--simulations 40000',
    '--flow maf,hidden=48,transformX=log --embedding mlp,hidden=64,layers=2,outputs=24 --schedule cosine --max-steps 12000 --x-shape 21,2',
  ],
  influenza: [
    '--simulations 40000',
    '--flow maf,hidden=32,transformX=asinh --schedule cosine --max-steps 8000',
  ],
  supernovae: [
    '--simulations 20000',
    '--flow spline,transforms=4,hidden=32 --schedule cosine --max-steps 6000',
  ],
};

const seed = 1;
const here = fileURLToPath(new URL('.', import.meta.url));
const sbi = fileURLToPath(new URL('../cli/dist/main.js', import.meta.url));
const wanted = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(models);

await useBackend();
for (const name of wanted) {
  const [rows, training] = models[name];
  const folder = mkdtempSync(join(tmpdir(), 'sbi-model-'));
  const { prior, module, xShape } = problem(name);
  const count = Number(rows.split(' ')[1]);
  const { theta, x } = await simulate(prior, module, {
    count,
    seed: Rng.fromSeed(seed).fork('simulations'),
    workers: 2,
    ...(xShape ? { xShape } : {}),
  });
  const columns = Array.from({ length: x.columns }, (_, i) => `x_${i + 1}`);
  writeFileSync(join(folder, 'theta.csv'), toCsv(theta));
  writeFileSync(join(folder, 'x.csv'), toCsv(matrixOf(x.data, x.columns, columns)));
  writeFileSync(join(folder, 'prior.json'), JSON.stringify(prior.recipe));
  const files = ['theta.csv', 'x.csv', 'prior.json'].map((file) => join(folder, file));
  const [thetaFile, xFile, priorFile] = files;
  const out = join(here, 'models', `${name}.safetensors`);
  rmSync(out, { force: true });
  const command = ['train', '--theta', thetaFile, '--x', xFile, '--prior', priorFile, '--out', out];
  const { status } = spawnSync(
    process.execPath,
    [sbi, ...command, ...training.split(' '), '--seed', String(seed)],
    {
      stdio: 'inherit',
    },
  );
  rmSync(folder, { recursive: true });
  if (status !== 0) process.exit(status ?? 1);
}
