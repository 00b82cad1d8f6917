import { fileURLToPath } from 'node:url';
import { createContext, runInContext } from 'node:vm';
import { useBackend } from '@sbi/backends';
import type { Rng } from '@sbi/core';
import { distributionFrom } from '@sbi/distributions';
import { simulate } from '@sbi/simulate';
import { beforeAll, expect, test } from 'vitest';
import { bundle } from '../build/scriptText.ts';
import { drawRows } from '../src/own/priorDraws.ts';
import { families, priorRecipe } from '../src/own/priorFamilies.ts';
import type { SandboxAnswer, SandboxOrder } from '../src/own/sandbox/answers.ts';
import { scriptOf } from '../src/own/sandbox/scriptOf.ts';

const inside = fileURLToPath(new URL('../src/own/sandbox/inside.ts', import.meta.url));
let script = '';

beforeAll(async () => {
  await useBackend('cpu');
  ({ script } = await bundle(inside, ['@sbi/source', 'import', 'default']));
});

/** The worker's program in a realm of its own, and a way to ask it. */
function start(source: string): (order: SandboxOrder) => Promise<SandboxAnswer> {
  let take = (answer: SandboxAnswer) => expect(answer[0]).toBe('ready');
  const realm: Record<string, unknown> = { postMessage: (answer: SandboxAnswer) => take(answer) };
  realm['self'] = realm;
  createContext(realm);
  runInContext(scriptOf(script, source).program, realm);
  return (data) =>
    new Promise((resolve) => {
      take = resolve;
      (realm['onmessage'] as (event: { data: SandboxOrder }) => void)({ data });
    });
}

test('the same seed gives the table that simulate gives of the same function, bit for bit', async () => {
  const parameters = families.map(({ name, fields }) => ({
    name,
    family: name,
    numbers: fields.map((_, i) => i + 1),
  }));
  const recipe = priorRecipe(parameters);
  const ask = start(`
    const prior = {${parameters.map(({ name, numbers }) => `${name}: ${name}(${numbers})`)}};
    const simulate = (theta, rng) => [theta[0] * rng.normal(), theta[1] + rng.gamma(2), rng.int(1000)];
  `);
  const simulator = (theta: Float32Array, rng: Rng) => [
    (theta[0] as number) * rng.normal(),
    (theta[1] as number) + rng.gamma(2),
    rng.int(1000),
  ];
  using prior = distributionFrom(recipe);
  const expected = await simulate(prior, simulator, { count: 300, seed: 11 });
  const { theta, names, origin } = await drawRows({ prior: recipe, count: 300, seed: 11 });
  expect(names).toEqual(parameters.map(({ name }) => name));
  expect(theta).toEqual(expected.theta.data);
  const dim = names.length;
  const rows = new Float32Array(900);
  for (const [from, to] of [
    [0, 1],
    [1, 120],
    [120, 300],
  ] as const) {
    const part = theta.slice(from * dim, to * dim);
    const [kind, , x] = await ask(['simulate', from, origin, dim, part, from === 0 ? 0 : 3]);
    expect(kind).toBe('simulated');
    rows.set(x, from * 3);
  }
  expect(rows).toEqual(expected.x.data);
});

test('what a simulator must not have is said to be missing, with the line', async () => {
  const ask = start('const prior = {};\nconst a = () => fetch("/");\na();');
  const [kind, words, numbers] = await ask(['describe']);
  expect([kind, words, [...numbers]]).toEqual([
    'failed',
    'ReferenceError: fetch is not there: a simulator has no network',
    [2, -1],
  ]);
});

test('what a simulator prints comes along, up to twenty lines', async () => {
  const ask = start(
    'for (let i = 0; i < 100; i++) console.log("line", i);\nconst prior = { a: uniform(0, 1) }; const simulate = () => [1];',
  );
  const [, words] = await ask(['describe']);
  expect(words.split('\n')).toEqual(['a\tuniform', ...Array.from({ length: 20 }, (_, i) => `line ${i}`)]);
});
