// The results of realData.slow.test.ts over the seeds, as a page.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

type Moments = Readonly<Record<string, readonly [mean: number, sd: number]>>;

interface Result {
  readonly simulations: number;
  readonly seconds?: number;
  readonly off: Readonly<Record<string, number>>;
  readonly wide: Readonly<Record<string, number>>;
  readonly ours?: Moments;
  readonly exact?: Moments;
  readonly c2st: number;
  readonly command: string;
  readonly band?: number;
}

interface Run {
  readonly seed: number;
  readonly head: string;
  readonly results: Readonly<Record<string, Result>>;
}

const FOLDER = new URL('../../../docs/results/', import.meta.url);
const PROBLEMS = ['lynx-hare', 'influenza', 'supernovae'] as const;

const runs: readonly Run[] = [1, 2, 3, 4, 5].flatMap((seed) => {
  const file = new URL(`real-data-seed-${seed}.json`, FOLDER);
  if (!existsSync(file)) return [];
  const { results, date, commit, machine } = JSON.parse(readFileSync(file, 'utf8'));
  return [{ seed, results, head: `${date}, commit ${commit}, ${machine}` }];
});

const resultsOf = (name: string): readonly Result[] => runs.flatMap(({ results }) => results[name] ?? []);

describe('real data over the seeds', () => {
  it('has three at least, each with every problem', () => {
    expect(runs.length).toBeGreaterThanOrEqual(3);
    for (const { results } of runs) expect(Object.keys(results).sort()).toEqual([...PROBLEMS].sort());
  });

  it('has one recipe a problem', () => {
    for (const name of PROBLEMS) {
      const commands = resultsOf(name).map(({ command }) => command.replace(/ --seed \d+/, ''));
      expect(new Set(commands).size, name).toBe(1);
    }
  });

  it('writes the page', () => {
    const text = [
      '# Real data against their exact posteriors',
      '',
      'What `sbi demo` gives by itself for what was measured, beside the exact posterior of the same model (Markov chains over its',
      'likelihood): mean ± standard deviation, in brackets the distance of the means in exact standard deviations and the ratio of',
      'the standard deviations. C2ST (MLP, five folds, 10,000 draws each) is 0.5 where nothing tells the two apart and 1 where',
      'everything does. Seconds are those of a machine with other work. Made by `test:slow` (apps/cli/test/realData.slow.test.ts).',
      ...PROBLEMS.flatMap(section),
      '',
      ...runs.map(({ seed, head }) => `- seed ${seed}: ${head}`),
      '',
    ];
    writeFileSync(new URL('real-data.md', FOLDER), text.join('\n'));
  });
});

function section(name: string): readonly string[] {
  const results = resultsOf(name);
  const [first] = results;
  if (!first) return [];
  const exact = results.find((result) => result.exact)?.exact ?? {};
  const command = first.command.replace(/ --seed \d+/, '');
  const bands = results.flatMap(({ band }) => (band === undefined ? [] : [band.toFixed(2)]));
  const times = results.map(({ seconds }) => (seconds === undefined ? '' : `${seconds} s`));
  return [
    '',
    `## ${name}`,
    '',
    `${first.simulations.toLocaleString('en')} simulations: \`${command} --seed …\``,
    '',
    row('', ['exact', ...seedsWith(name)]),
    `|---${'|---'.repeat(results.length + 1)}|`,
    ...Object.keys(first.off).map((parameter) =>
      row(parameter, [told(exact[parameter]), ...results.map((result) => compared(result, parameter))]),
    ),
    row('C2ST', ['', ...results.map(({ c2st }) => c2st.toFixed(3))]),
    ...(bands.length > 0 ? [row('90 % band at the peak, in widths of the exact one', ['', ...bands])] : []),
    row('training', ['', ...times]),
  ];
}

const row = (label: string, cells: readonly string[]) => `| ${[label, ...cells].join(' | ')} |`;

const seedsWith = (name: string) =>
  runs.flatMap(({ seed, results }) => (results[name] ? [`seed ${seed}`] : []));

function compared({ ours, off, wide }: Result, parameter: string): string {
  const [distance, ratio] = [off[parameter] ?? Number.NaN, wide[parameter] ?? Number.NaN];
  const sign = distance < 0 ? '−' : '+';
  return `${told(ours?.[parameter])} (${sign}${Math.abs(distance).toFixed(2)}, ${ratio.toFixed(2)})`.trim();
}

/** Both to the digits that the standard deviation has; nothing of what was not recorded. */
function told(moments: readonly [mean: number, sd: number] | undefined): string {
  if (!moments) return '';
  const [mean, sd] = moments;
  const digits = Math.max(0, 1 - Math.floor(Math.log10(sd)));
  return `${mean.toFixed(digits)} ± ${sd.toFixed(digits)}`.replace(/^-/, '−');
}
