import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fromCsv, matrix, toCsv } from '@sbi/core';
import { problems } from '@sbi/simulate';
import { beforeAll, expect, test } from 'vitest';
import { type Finished, runSbi } from './runSbi.ts';
import { scratchFolder } from './scratchFolder.ts';
import { writeSimulations } from './simulationFiles.ts';

const cwd = scratchFolder();
const at = (name: string) => join(cwd, name);
const sbi = (...args: string[]) => runSbi(args, { cwd });
let trained: Finished;

const train = ['train', '--theta', 'theta.csv', '--x', 'x.csv', '--prior', 'prior.json', '--max-epochs', '2'];

beforeAll(async () => {
  writeSimulations(cwd);
  trained = await sbi(...train, '--out', 'm.safetensors');
}, 60_000);

test('train says what it did and what comes next', () => {
  expect([trained.code, trained.stderr]).toEqual([0, '']);
  expect(trained.stdout).toMatch(/^Simulations: 300 rows, 2 parameters, 3 numbers in x\.$/m);
  expect(trained.stdout).toMatch(/^✔ Trained 2 epochs in/m);
  expect(trained.stdout).toMatch(/^Written to m\.safetensors \(\d+ kB\)\.$/m);
  expect(trained.stdout).toMatch(/^ {2}sbi check m\.safetensors --theta theta_test\.csv --x x_test\.csv$/m);
  expect(trained.stdout).toMatch(/^ {2}sbi sample m\.safetensors --x [-\d.e]+,[-\d.e]+,[-\d.e]+$/m);
});

test('the same seed trains the same model; --json is one object', async () => {
  const { code, stdout, stderr } = await sbi(...train, '--out', 'again.safetensors', '--json');
  expect([code, stderr]).toEqual([0, '']);
  expect(JSON.parse(stdout)).toMatchObject({ out: 'again.safetensors', training: { epochs: 2, rows: 300 } });
  expect(readFileSync(at('again.safetensors')).equals(readFileSync(at('m.safetensors')))).toBe(true);
});

test('info tells what the model holds', async () => {
  const { code, stdout, stderr } = await sbi('info', 'm.safetensors');
  expect([code, stderr]).toEqual([0, '']);
  for (const fact of [
    /^m\.safetensors, \d+ kB$/m,
    /Parameters +2: rate, tilt$/m,
    /Observation +3 numbers: u, v, w$/m,
    /Prior +boxUniform: rate from 0 to 2; tilt from −1 to 1$/m,
    /Flow +MAF: transforms 5/,
    /Trained on +300 simulations, 30 of them held out/,
    /Training +Stopped at 2 epochs/,
    /^ {2}sbi sample m\.safetensors --x /m,
  ]) {
    expect(stdout).toMatch(fact);
  }
  const json = JSON.parse((await sbi('info', 'm.safetensors', '--json')).stdout);
  expect(json).toMatchObject({
    names: ['rate', 'tilt'],
    xNames: ['u', 'v', 'w'],
    prior: { kind: 'boxUniform', low: [0, -1], high: [2, 1] },
    training: { stopped: 'epochs' },
  });
});

test('sample draws the same to a file and to a pipe, and says the rest elsewhere', async () => {
  const args = ['sample', 'm.safetensors', '--x', '1,-0.5,-0.5', '--draws', '50', '--seed', '3'];
  const [filed, piped] = await Promise.all([sbi(...args, '--out', 's.csv'), sbi(...args)]);
  expect([filed.code, filed.stderr]).toEqual([0, '']);
  expect(filed.stdout).toMatch(/^Written to s\.csv \(50 draws, rate, tilt\)\.$/m);
  expect(filed.stdout).toMatch(/^ {2}sbi plot s\.csv --out pairs\.svg$/m);
  const draws = fromCsv(piped.stdout);
  expect([draws.rows, draws.names]).toEqual([50, ['rate', 'tilt']]);
  expect(piped.stdout).toBe(readFileSync(at('s.csv'), 'utf8'));
  expect(piped.stderr).toBe('');
  writeFileSync(at('obs.csv'), 'u,v,w\n1,-0.5,-0.5\n');
  const fromFile = await sbi(
    'sample',
    'm.safetensors',
    '--x-file',
    'obs.csv',
    '--draws',
    '50',
    '--seed',
    '3',
    '--json',
  );
  expect([fromFile.code, fromFile.stderr]).toEqual([0, '']);
  const json = JSON.parse(fromFile.stdout);
  expect(json).toMatchObject({ x: [1, -0.5, -0.5], names: ['rate', 'tilt'], warnings: [] });
  expect(json.draws).toHaveLength(50);
  expect(json.draws[0][0]).toBe(draws.data[0]);
});

test('an x unlike every simulation is answered with a warning, also when quiet', async () => {
  const { code, stdout, stderr } = await sbi(
    'sample',
    'm.safetensors',
    '--x',
    '90,0,0',
    '--draws',
    '5',
    '--quiet',
  );
  expect(code).toBe(0);
  expect(stderr).toMatch(/^sbi: x is unlike every simulation: [^\n]*\n$/);
  expect(fromCsv(stdout).rows).toBe(5);
});

test('the reader of a pipe may leave early', () => {
  const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));
  const command = `"${process.execPath}" "${main}" sample m.safetensors --x 1,0,0 --draws 20000 --quiet | head -n 1`;
  const { stdout, stderr } = spawnSync(command, { cwd, shell: true, encoding: 'utf8' });
  expect([stdout, stderr]).toEqual(['rate,tilt\n', '']);
});

test('plot draws in the terminal, to SVG and to PNG', async () => {
  writeFileSync(at('other.csv'), 'rate,tilt\n0.1,0.2\n0.3,0.1\n0.2,0.4\n0.5,0.3\n');
  const rows = Array.from({ length: 40 }, (_, i) => [Math.sin(i), Math.cos(3 * i)]);
  writeFileSync(at('draws.csv'), toCsv(matrix(rows, ['rate', 'tilt'])));
  const [text, svg, png] = await Promise.all([
    sbi('plot', 'draws.csv'),
    sbi(
      'plot',
      'draws.csv',
      'other.csv',
      '--out',
      'p.svg',
      '--points',
      '-0.1,0.2',
      '--limits',
      '-2,2;-1,1',
      '--title',
      'Both',
    ),
    sbi(
      'plot',
      'draws.csv',
      '--out',
      'p.PNG',
      '--labels',
      'a,b',
      '--bounds',
      '-1,1',
      '--subset',
      'tilt',
      '--quiet',
    ),
  ]);
  expect([text.code, text.stderr, svg.stderr, png.stderr]).toEqual([0, '', '', '']);
  expect(text.stdout).toContain('rate');
  expect(text.stdout).not.toContain('\u001b');
  expect(svg.stdout).toBe('Written to p.svg.\n');
  const drawn = readFileSync(at('p.svg'), 'utf8');
  expect(drawn).toMatch(/^<svg /);
  for (const words of ['Both', 'draws.csv', 'other.csv']) expect(drawn).toContain(words);
  expect(png.stdout).toBe('');
  expect(readFileSync(at('p.PNG')).subarray(1, 4).toString()).toBe('PNG');
});

test.each([
  [{ FORCE_COLOR: '1' }, true],
  [{ FORCE_COLOR: '1', NO_COLOR: '1' }, false],
])('colours with %j: %s', async (env, colored) => {
  const { stdout } = await runSbi(['demo'], { cwd, env });
  expect(stdout.includes('\u001b[1m')).toBe(colored);
});

test('demo without a problem lists those there are', async () => {
  const { code, stdout } = await sbi('demo');
  expect(code).toBe(0);
  expect(stdout).toMatch(/^gaussian {2,}A Gaussian with a uniform prior$/m);
  expect(stdout.split('\n\n')[0]?.split('\n')).toHaveLength(problems.length);
  const json = JSON.parse((await sbi('demo', '--json')).stdout);
  expect(json.problems.map(({ name }: { name: string }) => name)).toEqual(problems.map(({ name }) => name));
});

test('the command to type next fits how sbi was called', async () => {
  const { stdout } = await runSbi(['demo'], { cwd, env: { npm_lifecycle_event: 'sbi' } });
  expect(stdout).toMatch(/^ {2}npx --yes pnpm@10 sbi demo gaussian$/m);
});

test('nothing temporary is left behind', () => {
  expect(readdirSync(cwd).filter((name) => name.endsWith('.tmp'))).toEqual([]);
});
