import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromCsv } from '@sbi/core';
import { beforeAll, expect, test } from 'vitest';
import { expectPage } from './expectPage.ts';
import { type Finished, runSbi } from './runSbi.ts';
import { scratchFolder } from './scratchFolder.ts';

const folder = scratchFolder();
const small = [
  'demo',
  'gaussian',
  '--simulations',
  '300',
  '--max-epochs',
  '2',
  '--draws',
  '200',
  '--pairs',
  '40',
  '--seed',
  '5',
];
const runs: Record<'here' | 'one' | 'four', Finished> = {} as never;

beforeAll(async () => {
  const cwd = folder;
  [runs.here, runs.one] = await Promise.all([
    runSbi([...small, '--out', 'here'], { cwd }),
    runSbi([...small, '--out', 'one', '--workers', '1', '--json'], { cwd }),
  ]);
  runs.four = await runSbi([...small, '--out', join('deep', 'four'), '--workers', '4', '--quiet'], { cwd });
}, 60_000);

const FILES = [
  'exact_1.csv',
  'exact_2.csv',
  'loss.svg',
  'posterior.safetensors',
  'posterior_1.png',
  'posterior_1.svg',
  'posterior_2.png',
  'posterior_2.svg',
  'report.html',
  'run.json',
  'samples_1.csv',
  'samples_2.csv',
  'simulations.csv',
];

test('every file is there, and nothing else', () => {
  for (const out of ['here', 'one', join('deep', 'four')]) {
    expect(readdirSync(join(folder, out)).sort()).toEqual(FILES);
  }
});

test('the same seed writes the same bytes, on the calling thread, on one worker and on four', () => {
  for (const file of FILES.filter((name) => name !== 'run.json')) {
    const bytes = readFileSync(join(folder, 'here', file));
    expect(bytes.equals(readFileSync(join(folder, 'one', file))), file).toBe(true);
    expect(bytes.equals(readFileSync(join(folder, 'deep', 'four', file))), file).toBe(true);
  }
});

test('in a pipe it tells its story in plain sentences', () => {
  const { code, stdout, stderr } = runs.here;
  expect(code).toBe(0);
  expect(stderr).toBe('');
  expect(stdout).not.toContain('\u001b');
  expect(stdout).not.toContain('\r');
  for (const sentence of [
    /^Backend: wasm starts here/m,
    /^✔ Simulated 300 rows in .* s\.$/m,
    /^✔ Trained 2 epochs in .* s; validation loss −?\d+\.\d{3} nats\.$/m,
    /Stopped at 2 epochs, the --max-epochs asked for/,
    /^Observation 1 {3}x = \(/m,
    /^Observation 2 {3}x = \(/m,
    /^✔ Drew 200 samples in .* s\.$/m,
    /^✔ Drew 200 samples of the exact posterior in .* s\.$/m,
    /^ +true θ +mean ± sd +exact +95 % interval$/m,
    /^ {2}θ₃ +−?\d+\.\d+ +−?\d+\.\d+ ± \d+\.\d+ +−?\d+\.\d+ ± \d+\.\d+ +−?\d+\.\d+ … +−?\d+\.\d+$/m,
    /◆/,
    /^✔ Checked on 40 held-out simulations in .* s\.$/m,
    /^Can it be trusted\? (✔ Yes, as far as 40|✘ No: )/m,
    /^Written to here$/m,
    /^ {2}sbi sample .*posterior\.safetensors --x 0\.8,0\.6,0\.4$/m,
  ]) {
    expect(stdout).toMatch(sentence);
  }
  for (const line of stdout.split('\n')) expect([...line].length, line).toBeLessThanOrEqual(80);
});

test('--json prints one object and nothing else, the one of run.json', () => {
  const { code, stdout, stderr } = runs.one;
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout.trimEnd().split('\n')).toHaveLength(1);
  const printed = JSON.parse(stdout);
  expect(printed).toEqual(JSON.parse(readFileSync(join(folder, 'one', 'run.json'), 'utf8')));
  expect(printed).toMatchObject({
    problem: 'gaussian',
    backend: { name: 'wasm' },
    seed: 5,
    settings: {
      simulations: 300,
      draws: 200,
      pairs: 40,
      workers: 1,
      training: { preset: 'default', maxEpochs: 2 },
    },
    training: { stopped: 'epochs', epochs: 2 },
  });
  expect(printed.losses.train).toHaveLength(2);
  expect(Object.keys(printed.versions)).toContain('@tensorflow/tfjs-core');
  expect(printed.seconds.training).toBeGreaterThan(0);
  expect(printed.observations).toHaveLength(2);
  expect(printed.observations[0].exact).toHaveLength(3);
  expect(printed.check.statements.length).toBeGreaterThan(0);
  expect(printed.check.sbc.map(({ name }: { name: string }) => name)).toEqual([
    'theta_1',
    'theta_2',
    'theta_3',
  ]);
  expect(printed.command).toBe(
    'sbi demo gaussian --simulations 300 --draws 200 --pairs 40 --seed 5 --max-epochs 2',
  );
  expect(printed.files).toContain(join('one', 'run.json'));
});

test('--quiet says nothing', () => {
  expect(runs.four).toEqual({ code: 0, stdout: '', stderr: '' });
});

test('tables have named columns, and draws lie in the prior', () => {
  const read = (file: string) => fromCsv(readFileSync(join(folder, 'here', file), 'utf8'), file);
  const simulations = read('simulations.csv');
  expect(simulations.names).toEqual(['theta_1', 'theta_2', 'theta_3', 'x_1', 'x_2', 'x_3']);
  expect(simulations.rows).toBe(300);
  for (const file of ['samples_1.csv', 'samples_2.csv', 'exact_1.csv', 'exact_2.csv']) {
    const samples = read(file);
    expect([samples.rows, samples.names]).toEqual([200, ['theta_1', 'theta_2', 'theta_3']]);
    expect(samples.data.every((value) => value >= -2 && value <= 2)).toBe(true);
  }
});

test('the observations are what their parameters give, give or take the noise', () => {
  const { observations } = JSON.parse(readFileSync(join(folder, 'here', 'run.json'), 'utf8'));
  expect(observations[0].theta).not.toEqual(observations[1].theta);
  for (const { theta, x } of observations as { theta: number[]; x: number[] }[]) {
    // six standard deviations of noise
    const gaps = theta.map((value, j) => Math.abs((x[j] as number) - value - 1));
    expect(Math.max(...gaps)).toBeLessThan(0.6);
  }
});

test('the report is one page with every picture and table, and asks nothing of anybody', () => {
  const page = readFileSync(join(folder, 'here', 'report.html'), 'utf8');
  expectPage(page);
  // two observations with three pictures each, four of the checks, one of the training
  expect(page.match(/<svg xmlns/g)).toHaveLength(11);
  for (const words of [
    '<h1>A Gaussian with a uniform prior</h1>',
    'Can it be trusted?',
    'Observation 2',
    'What the verdict rests on',
    'How it was trained',
    '<pre>sbi demo gaussian --simulations 300 --draws 200 --pairs 40 --seed 5 --max-epochs 2</pre>',
    '@sbi/npe 0.',
  ]) {
    expect(page).toContain(words);
  }
});

test('pictures are pictures', () => {
  for (const file of ['posterior_1.svg', 'posterior_2.svg', 'loss.svg']) {
    expect(readFileSync(join(folder, 'here', file), 'utf8')).toMatch(/^<svg [\s\S]*<\/svg>\n$/);
  }
  const png = readFileSync(join(folder, 'here', 'posterior_1.png'));
  expect(png.subarray(1, 4).toString()).toBe('PNG');
});

test('another seed gives other files', async () => {
  const { code } = await runSbi([...small.slice(0, -1), '6', '--out', 'other', '--quiet'], { cwd: folder });
  expect(code).toBe(0);
  const same = (file: string) =>
    readFileSync(join(folder, 'here', file)).equals(readFileSync(join(folder, 'other', file)));
  expect(FILES.filter(same)).toEqual([]);
});
