import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

type Result = Readonly<Record<string, number>>;

const FOLDER = new URL('../../docs/results/', import.meta.url);
const SEEDS = [1, 2, 3, 4, 5];
const runs = SEEDS.flatMap((seed) => {
  const file = new URL(`sbi-cases-seed-${seed}.json`, FOLDER);
  if (!existsSync(file)) return [];
  const { results, date, commit, machine } = JSON.parse(readFileSync(file, 'utf8'));
  return [
    { seed, results: results as Record<string, Result>, head: `${date}, commit ${commit}, ${machine}` },
  ];
});

describe("sbi's cases over the seeds", () => {
  it('has three at least, each with every case', () => {
    expect(runs.length).toBeGreaterThanOrEqual(3);
    const [first, ...others] = runs.map(({ results }) => Object.keys(results).sort());
    for (const names of others) expect(names).toEqual(first);
  });

  it("keeps sbi's limits of a trained SBC on most seeds", () => {
    const kept = runs.filter(({ results }) => {
      const { ksPValue = 0, ranks = 1, averaged = 1 } = results['SBC mdn'] ?? {};
      return ksPValue > 0.05 && Math.max(ranks, averaged) < 0.6;
    });
    expect(kept.length).toBeGreaterThan(runs.length / 2);
  });

  it('writes the table', () => {
    const names = [...new Set(runs.flatMap(({ results }) => Object.keys(results)))].sort();
    const cell = (result: Result = {}) =>
      Object.entries(result)
        .map(([what, value]) => (what === 'c2st' ? value.toFixed(3) : `${what} ${value.toFixed(3)}`))
        .join(', ');
    const text = [
      "# The cases of Python sbi's own tests",
      '',
      "C2ST (MLP, five folds) of draws against as many of the exact posterior: sbi's bound is 0.5 ± 0.1. Problem: x = θ − 1 + √0.3 ε, x",
      'observed at 0 (A5: at (1, 0)), θ ~ N(0, I) or U(−2, 2). `mass` is the integral of a density over the box; `kl` of exact and',
      'estimate; `mode` the squared distance of `map()` from the mean; `ksPValue` the smallest over parameters; `ranks` and `averaged`',
      'the worst C2ST (forest) of ranks and of the data-averaged posterior. Made by `test:slow` (bench/test/sbiCases.slow.test.ts).',
      '',
      `| case | ${runs.map(({ seed }) => `seed ${seed}`).join(' | ')} |`,
      `|---|${runs.map(() => '---|').join('')}`,
      ...names.map((name) => `| ${name} | ${runs.map(({ results }) => cell(results[name])).join(' | ')} |`),
      '',
      ...runs.map(({ seed, head }) => `- seed ${seed}: ${head}`),
      '',
    ].join('\n');
    writeFileSync(new URL('sbi-cases.md', FOLDER), text);
  });
});
