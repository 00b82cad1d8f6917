import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { mean, standardError } from './heldOut.ts';

interface Result {
  readonly c2st: readonly number[];
  readonly prior: readonly number[];
  readonly meanC2st: number;
  readonly steps: number;
}

const FOLDER = new URL('../../docs/results/', import.meta.url);
const SEEDS = [1, 2, 3, 4, 5];
const file = (seed: number) => new URL(`embeddings-seed-${seed}.json`, FOLDER);
const runs = SEEDS.filter((seed) => existsSync(file(seed))).map((seed) => {
  const { results, date, commit, machine } = JSON.parse(readFileSync(file(seed), 'utf8'));
  return { seed, results: results as Record<string, Result>, head: `${date}, commit ${commit}, ${machine}` };
});

function row(name: string): string {
  const results = runs.map(({ results }) => results[name]).filter((result) => result !== undefined);
  const means = results.map(({ meanC2st }) => meanC2st);
  const sd = standardError(means) * Math.sqrt(means.length);
  const cells = [
    name,
    `${mean(means).toFixed(3)} ± ${sd.toFixed(3)}`,
    Math.max(...results.flatMap(({ c2st }) => c2st)).toFixed(3),
    mean(results.flatMap(({ prior }) => prior)).toFixed(3),
    mean(results.map(({ steps }) => steps)).toFixed(0),
    String(results.length),
  ];
  return `| ${cells.join(' | ')} |`;
}

describe('embeddings over the seeds', () => {
  it('has every seed', () => {
    expect(runs.map(({ seed }) => seed)).toEqual(SEEDS);
  });

  it('writes the table', () => {
    const names = [...new Set(runs.flatMap(({ results }) => Object.keys(results)))];
    const text = [
      '# Embeddings against exact posteriors',
      '',
      'C2ST (MLP, five folds, 1,000 draws) of five observations a seed: 0.5 is exact, and twice 1,000 draws of one posterior',
      'score 0.5 ± 0.01. The mean over observations, with its spread over seeds; the worst of all observations; what draws of the',
      'prior score in place of ours; gradient steps; seeds.',
      '',
      '| problem | C2ST | worst | of the prior | steps | seeds |',
      '|---|---|---|---|---|---|',
      ...names.map(row),
      '',
      'Sets: θ ~ N(0, I), trials θ − 1 + √0.3 ε; 6,000 simulations of 1 to 19 trials; asked at 1, 5, 10, 15 and 20 (one more than',
      'any simulation has), in another order. Series: two sine waves as strong as θ ~ N(0, I) says, at 20 times, under noise;',
      '5,000 simulations. Made by `test:slow` (bench/test/embeddings.slow.test.ts).',
      '',
      ...runs.map(({ seed, head }) => `- seed ${seed}: ${head}`),
      '',
    ].join('\n');
    writeFileSync(new URL('embeddings.md', FOLDER), text);
  });
});
