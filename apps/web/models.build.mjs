import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

// node models.build.mjs [NAME…]: makes the models that the page ships anew, all or those named, by the command line, which
// must be compiled. models/README.md says what came out.
// Small flows, because a model is downloaded before it can be touched; a small one of lynx and hare is far from the exact answer.
const spline = '--flow spline,transforms=4,hidden=32';
const commands = {
  gaussian: '--simulations 4000 --flow maf,hidden=24',
  'two-moons': `--simulations 20000 ${spline} --schedule cosine --max-steps 8000`,
  slcp: '--simulations 50000 --flow spline,transforms=5,hidden=40 --schedule cosine --max-steps 12000',
  'lynx-hare': '--simulations 300000', // by the demo's own recipe
  influenza: '--simulations 100000 --flow maf,transformX=log --schedule cosine --max-steps 10000',
  supernovae: `--simulations 20000 ${spline} --schedule cosine --max-steps 6000`,
};

const sbi = fileURLToPath(new URL('../cli/dist/main.js', import.meta.url));
const wanted = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(commands);

for (const name of wanted) {
  const folder = mkdtempSync(join(tmpdir(), 'sbi-model-'));
  const command = `demo ${name} ${commands[name]} --seed 1`;
  process.stdout.write(`sbi ${command}\n`);
  const { status } = spawnSync(process.execPath, [sbi, ...command.split(' '), '--out', folder], {
    stdio: 'inherit',
  });
  const file = fileURLToPath(new URL(`models/${name}.safetensors`, import.meta.url));
  if (status === 0) copyFileSync(join(folder, 'posterior.safetensors'), file);
  rmSync(folder, { recursive: true });
  if (status !== 0) process.exit(status ?? 1);
}
