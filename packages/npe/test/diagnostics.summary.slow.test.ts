import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const FOLDER = new URL('../../../docs/results/', import.meta.url);
const SEEDS = [1, 2, 3, 4, 5];

interface Recorded<Results> {
  readonly seed: number;
  readonly head: string;
  readonly results: Results;
}

function recorded<Results>(name: string): readonly Recorded<Results>[] {
  return SEEDS.flatMap((seed) => {
    const file = new URL(`${name}-seed-${seed}.json`, FOLDER);
    if (!existsSync(file)) return [];
    const { date, commit, machine, results } = JSON.parse(readFileSync(file, 'utf8'));
    return [{ seed, head: `${date}, commit ${commit}, ${machine}`, results }];
  });
}

type Rejections = Readonly<Record<string, number>>;
interface CaseResult {
  readonly repetitions: number;
  readonly trusted?: number;
  readonly rejections?: Rejections;
  readonly caught?: number;
  readonly named?: Readonly<Record<string, number>>;
}

const verdicts = recorded<Readonly<Record<string, CaseResult>>>('diagnostics');
const local = recorded<Readonly<Record<string, { readonly rejected: number }>>>('local-c2st');
const trained = recorded<{
  readonly sbc: readonly {
    readonly ksPValue: number;
    readonly c2stRanks: number;
    readonly c2stDataAveraged: number;
  }[];
}>('trained-diagnostics');

describe('the diagnostics over five seeds', () => {
  it('have every seed', () => {
    expect([verdicts, local, trained].map(({ length }) => length)).toEqual([5, 5, 5]);
  });

  it("keep sbi's limits of trained posteriors on most seeds", () => {
    // an exact posterior does on nine seeds of ten
    const kept = trained.filter(({ results }) =>
      results.sbc.every(
        ({ ksPValue, c2stRanks, c2stDataAveraged }) =>
          ksPValue > 0.05 && Math.max(c2stRanks, c2stDataAveraged) < 0.6,
      ),
    );
    expect(kept.length).toBeGreaterThanOrEqual(3);
  });

  it('write the table', () => {
    const names = Object.keys(verdicts[0]?.results ?? {});
    const all = (name: string) => verdicts.flatMap(({ results }) => results[name] ?? []);
    const list = (values: readonly (number | undefined)[]) => values.map(String).join(', ');
    const rows = names.flatMap((name) => {
      const own = all(name);
      if (own[0]?.rejections === undefined) {
        const kinds = own.map(({ named = {} }) => Math.max(...Object.values(named)));
        return [
          `| ${name} | caught | ${list(own.map(({ caught }) => caught))} |`,
          `| | named as here | ${list(kinds)} |`,
        ];
      }
      const checks = Object.keys(own[0].rejections).map((check) => {
        const counts = own.map(({ rejections }) => rejections?.[check]);
        return `| | ${check} ≤ 0.05 | ${list(counts)} |`;
      });
      return [`| ${name} | trusted | ${list(own.map(({ trusted }) => trusted))} |`, ...checks];
    });
    const localRows = Object.keys(local[0]?.results ?? {}).map((name) => {
      const counts = local.map(({ results }) => results[name]?.rejected);
      return `| localC2st, ${name} | rejected | ${list(counts)} |`;
    });
    const text = [
      '# Diagnostics against exact and faulty posteriors',
      '',
      `Seeds ${verdicts.map(({ seed }) => seed).join(', ')}; ${verdicts[0]?.head}. Made by \`pnpm test:slow\`.`,
      '',
      'Counts of 200 repetitions, one a seed: `check` on 500 pairs with 1,000 draws each. An exact posterior is rejected by a',
      'check at 5 % within 2 to 21 times but for one time in a thousand, and the verdict trusts it 198 times on average.',
      '`localC2st` has 19 trials where exact, and where three times too wide 100 trials and 100 observations.',
      '',
      '| posterior | what | count |',
      '|---|---|---|',
      ...rows,
      ...localRows,
      '',
    ];
    writeFileSync(new URL('diagnostics.md', FOLDER), text.join('\n'));
  });
});
