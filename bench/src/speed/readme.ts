import { figures, table } from './format.ts';
import type { Results } from './results.ts';
import { PEERS, type Work } from './works.ts';

const BEGIN = '<!-- speed: written by `pnpm bench` -->';
const END = '<!-- /speed -->';

/** The README with a new short table between its marks. @throws Error where it has no such marks */
export function withTable(readme: string, results: Results, works: readonly Work[]): string {
  const [begin, end] = [readme.indexOf(BEGIN), readme.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`README.md must have the marks ${BEGIN} and ${END}.`);
  return `${readme.slice(0, begin + BEGIN.length)}\n${shortTable(results, works)}\n${readme.slice(end)}`;
}

/** One core, medians: how many times as long the peers take. */
function shortTable({ rows, date, machine, quick }: Results, works: readonly Work[]): string {
  const lines = works.flatMap((work) => {
    const at = rows.find(({ name }) => name === work.name)?.one;
    if (!at?.ours) return [];
    const ratios = PEERS.map((peer) => {
      const median = at[peer]?.ratio?.median;
      return median === undefined ? '' : `${figures(median)}×`;
    });
    const seconds = at.ours.seconds.median;
    const ours = seconds < 1 ? `${figures(1000 * seconds)} ms` : `${figures(seconds)} s`;
    return [[work.title, ours, ...ratios]];
  });
  const where = `One core, ${date.slice(0, 10)}, ${machine}${quick ? ' (a quick run)' : ''}`;
  return [
    ...table(['', 'ours', 'plain tf ops', 'Python sbi (torch)', 'jitted JAX'], lines),
    '',
    `${where}: how many times as long as ours each takes ([all of it](docs/results/bench.md)).`,
  ].join('\n');
}
