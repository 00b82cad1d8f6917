import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromCsv, matrix, matrixOf, Rng, toCsv } from '@sbi/core';
import { beforeAll, expect, test } from 'vitest';
import { expectPage } from './expectPage.ts';
import { runSbi } from './runSbi.ts';
import { scratchFolder } from './scratchFolder.ts';

const cwd = scratchFolder();
const at = (name: string) => join(cwd, name);
const sbi = (...args: string[]) => runSbi(args, { cwd });
// a name that would be markup, were it not text
const model = '<b>&"m.safetensors';
const tables = ['--theta', 'theta.csv', '--x', 'x.csv', '--draws', '100'];

/** A linear problem with normal noise, which a flow over a regression has right from the start. */
function writePairs(count: number, seed: number, [theta, x]: readonly [string, string]): void {
  const rng = Rng.fromSeed(seed);
  const rows = Array.from({ length: count }, () => [rng.normal(), rng.normal()]);
  const seen = rows.map(([a = 0, b = 0]) => [
    a + 0.5 * rng.normal(),
    a + b + 0.5 * rng.normal(),
    rng.normal(),
  ]);
  writeFileSync(at(theta), toCsv(matrix(rows, ['rate', 'tilt'])));
  writeFileSync(at(x), toCsv(matrix(seen, ['u', 'v', 'w'])));
}

beforeAll(async () => {
  writePairs(1500, 1, ['theta_train.csv', 'x_train.csv']);
  writePairs(300, 2, ['theta.csv', 'x.csv']);
  writeFileSync(at('prior.json'), '{"kind":"diagNormal","loc":[0,0],"scale":[1,1]}');
  const files = ['--theta', 'theta_train.csv', '--x', 'x_train.csv', '--prior', 'prior.json'];
  await sbi('train', ...files, '--max-epochs', '10', '--quiet', '--out', model);
  // every parameter 0.3 too high: two thirds of the posteriors' standard deviation
  const { data, columns, names } = fromCsv(readFileSync(at('theta.csv'), 'utf8'));
  writeFileSync(
    at('moved.csv'),
    toCsv(
      matrixOf(
        data.map((value) => value + 0.3),
        columns,
        names,
      ),
    ),
  );
  writeFileSync(at('observed.csv'), 'u,v,w\n1,-0.5,-0.5\n');
  writeFileSync(at('odd.csv'), 'u,v,w\n60,-0.5,-0.5\n');
}, 60_000);

test('a posterior that is right is trusted: status 0, a page, and the verdict in words', async () => {
  const { code, stdout, stderr } = await sbi('check', model, ...tables, '--observed', 'observed.csv');
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^✔ Checked on 300 held-out simulations in .* s\.$/m);
  expect(stdout).toMatch(/^Can it be trusted\? ✔ Yes, as far as 300 held-out simulations can tell\.$/m);
  expect(stdout).toMatch(/^ {2}– No fault found in 300 pairs with 100 draws each:/m);
  expect(stdout).toMatch(/^Written to report\.html, with a picture of every check\.$/m);
  for (const line of stdout.split('\n')) expect([...line].length, line).toBeLessThanOrEqual(80);
  const page = readFileSync(at('report.html'), 'utf8');
  expectPage(page);
  expect(page).toContain('<h1>Checks of &lt;b&gt;&amp;&quot;m.safetensors</h1>');
  expect(page.match(/<figure/g)).toHaveLength(5);
});

test('one that is not, is not: status 1, and the faults by name', async () => {
  const moved = ['--theta', 'moved.csv', '--x', 'x.csv', '--draws', '100', '--json', '--out', 'bad.html'];
  const { code, stdout, stderr } = await sbi('check', model, ...moved);
  expect([code, stderr]).toEqual([1, '']);
  expect(stdout.trimEnd().split('\n')).toHaveLength(1);
  const verdict = JSON.parse(stdout);
  expect(verdict).toMatchObject({ model, trusted: false, pairs: 300, draws: 100, out: 'bad.html' });
  expect(verdict.faults.map(({ kind, parameter }: Record<string, string>) => `${kind} ${parameter}`)).toEqual(
    expect.arrayContaining(['shift rate', 'shift tilt']),
  );
  expectPage(readFileSync(at('bad.html'), 'utf8'));
});

test('an observation unlike the simulations is a fault too', async () => {
  const args = ['check', model, ...tables, '--observed', 'odd.csv', '--quiet', '--out', 'odd.html'];
  expect(await sbi(...args)).toEqual({ code: 1, stdout: '', stderr: '' });
  expect(readFileSync(at('odd.html'), 'utf8')).toContain('x is unlike every simulation');
});

test('the same seed writes the same page', async () => {
  const args = ['check', model, ...tables, '--observed', 'observed.csv', '--quiet', '--out'];
  await sbi(...args, 'one.html');
  const [one, report] = ['one.html', 'report.html'].map((name) => readFileSync(at(name), 'utf8'));
  expect(one?.replace('one.html', 'report.html')).toBe(report);
});

test.each([
  ['--theta x.csv --x x.csv', /^x\.csv must have 2 columns, as .*; received 3\.$/],
  ['--theta theta.csv --x theta.csv', /^theta\.csv must have 3 columns, as .*; received 2\.$/],
  [
    '--theta theta.csv --x observed.csv',
    'observed.csv must have 300 rows, one for each of theta.csv; received 1.',
  ],
  ['--theta theta.csv --x x.csv --observed theta.csv', /^theta\.csv must have 3 columns, as /],
  ['--theta theta.csv', "required option '--x <file>' not specified; see sbi check --help."],
  ['--theta theta.csv --x x.csv --draws 2', /^--draws must be a whole number from 10/],
  ['--theta theta.csv --x x.csv --out no/r.html', /^no\/r\.html cannot be written: /],
  ['--theta no.csv --x x.csv', 'no.csv cannot be read: there is no such file or folder.'],
])('sbi check %s: one line, status 2, no page', async (line, message) => {
  const { code, stderr } = await sbi('check', model, '--quiet', '--out', 'wrong.html', ...line.split(' '));
  expect(code).toBe(2);
  if (typeof message === 'string') expect(stderr).toBe(`sbi: ${message}\n`);
  else expect(stderr.slice(5).trimEnd()).toMatch(message);
  expect(existsSync(at('wrong.html'))).toBe(false);
});
