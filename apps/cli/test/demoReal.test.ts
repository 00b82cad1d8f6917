import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { useBackend } from '@sbi/backends';
import { decode, type Summary } from '@sbi/npe';
import { influenza } from '@sbi/simulate';
import { expect, test } from 'vitest';
import { expectPage } from './expectPage.ts';
import { runSbi } from './runSbi.ts';
import { scratchFolder } from './scratchFolder.ts';

const cwd = scratchFolder();
const small = ['--simulations', '200', '--max-epochs', '1', '--pairs', '10', '--out', 'out'];

test('measured data have one observation, beside the exact posterior, and a score of how far apart they are', async () => {
  const args = ['demo', 'influenza', ...small, '--draws', '120'];
  const { code, stdout, stderr } = await runSbi(args, { cwd });
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^What was measured {3}x = \(3, 8, 26, 76, 225, 298, 258, 233, … 14 numbers\)$/m);
  expect(stdout).toMatch(/^ +mean ± sd +exact +95 % interval$/m);
  expect(stdout).toMatch(/^ {2}C2ST between both [01]\.\d\d:/m);
  expect(stdout).not.toContain('true θ');
  for (const line of stdout.split('\n')) expect([...line].length, line).toBeLessThanOrEqual(80);
  expect(readdirSync(join(cwd, 'out')).filter((name) => name.includes('_2'))).toEqual([]);
  const record = JSON.parse(readFileSync(join(cwd, 'out', 'run.json'), 'utf8'));
  const { observed } = influenza();
  expect(record.observations).toHaveLength(1);
  expect(record.observations[0]).toMatchObject({ x: observed, theta: null, c2st: expect.any(Number) });
  // the model takes what was counted: how it reads it is its own affair
  await useBackend('wasm');
  using model = decode(readFileSync(join(cwd, 'out', 'posterior.safetensors')));
  const means = await model.given(observed).mean({ seed: 1 });
  record.observations[0].posterior.forEach(({ mean, sd }: Summary, i: number) => {
    expect(Math.abs((means[i] as number) - mean)).toBeLessThan(0.5 * sd);
  });
  const page = readFileSync(join(cwd, 'out', 'report.html'), 'utf8');
  expectPage(page);
  expect(page).toContain('blocks 2, log of x;');
  expect(page).toContain('<h1>Influenza in a boarding school, 1978</h1>');
  expect(page).toContain('boys in bed');
  expect(page).toContain('These are real data.');
});

test('a network reads the series of a problem, or the numbers of a vector as one', async () => {
  const read = ['--embedding', 'gru,hidden=4,outputs=3', '--draws', '20', '--json'];
  const { code, stdout, stderr } = await runSbi(['demo', 'sir', ...small, ...read], { cwd });
  expect(code).toBe(0);
  // the first count is always the one person's, and none of 1,000 tests: said also where nothing else is
  expect(stderr).toMatch(/^sbi: x is constant in column 0: it carries no information\.$/m);
  const { settings, command } = JSON.parse(stdout);
  expect(settings.training.embedding).toMatchObject({ kind: 'gru', hidden: 4, outputs: 3 });
  expect(command).toContain('--embedding gru,hidden=4,outputs=3');
});

test('of an image there is none: said before anything is simulated', async () => {
  const args = ['demo', 'gaussian', '--embedding', 'convolution1d,channels=no', '--out', 'none'];
  const { code, stderr } = await runSbi(args, { cwd });
  expect([code, stderr]).toEqual([2, expect.stringMatching(/^sbi: convolution1d.channels must [^\n]*\n$/)]);
  expect(existsSync(join(cwd, 'none'))).toBe(false);
});
