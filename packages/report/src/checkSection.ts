import type { Matrix } from '@sbi/core';
import type { Verdict } from '@sbi/npe';
import { coveragePlot, formatCount, formatName, rankPlot, recoveryPlot, tarpPlot } from '@sbi/plots';
import { expectVerdict } from './expectParts.ts';
import { type Html, html } from './html.ts';
import { fixed } from './number.ts';
import { figures, picture, section } from './page.ts';
import { tableOf } from './tables.ts';

/** As many parameters as one picture holds. */
const MOST = 32;

/** Truths and, for each of them, draws from the posterior of what it gave. */
export interface Recovered {
  readonly theta: Matrix;
  readonly draws: readonly Matrix[];
}

/**
 * The diagnostics behind a verdict: in a table, and one picture each with what to look for.
 *
 * @param verdict of `check` in `@sbi/npe`
 * @param recovered truths and what was found of them, for one more picture
 * @throws {ShapeError} when `verdict` is not one
 */
export function checkSection(verdict: Verdict, recovered?: Recovered): Html {
  expectVerdict(verdict, 'verdict', 'checkSection');
  const { sbc, coverage, tarp } = verdict;
  const pairs = formatCount(sbc.pairs);
  return section(
    'What the verdict rests on',
    html`<p>The posterior was asked about ${pairs} simulations that it was not trained on, with
${formatCount(sbc.draws)} draws each, and its answers were held against the parameters that gave them. For an
exact posterior every curve below stays inside its grey band 95 times in 100.</p>`,
    verdictTable(verdict),
    figures(
      fits(sbc.ranks.columns) &&
        picture(
          rankPlot(sbc),
          'Ranks of the truths among posterior draws.',
          'Above the line throughout: estimates lie too high. First above, then below it: too narrow.',
        ),
      picture(
        coveragePlot(coverage),
        'How many truths the credible regions hold.',
        'On the diagonal: as many as they say. Below it: too narrow, or in the wrong place. Above it: too wide.',
      ),
      picture(
        tarpPlot(tarp),
        'The same about random points (TARP).',
        'It sees all parameters at once, and dependences between them that single ones do not show.',
      ),
      recovered &&
        fits(recovered.theta.columns) &&
        picture(
          recoveryPlot(recovered.theta, recovered.draws),
          'True parameters and what was found of them.',
          'Medians with 90 % intervals; contraction is 1 where the data tell all and 0 where they tell nothing.',
        ),
    ),
  );
}

function fits(columns: number): undefined | true {
  return columns <= MOST ? true : undefined;
}

/** For each parameter the three questions: place, width, coverage. */
function verdictTable({ sbc, coverage, faults }: Verdict): Html {
  const at = coverage.levels.indexOf(0.9);
  const expected = `${coverage.band.low[at]}–${coverage.band.high[at]}`;
  const { parameters } = sbc;
  const wrong = parameters.map(({ name }) => faults.filter(({ parameter }) => parameter === name));
  const words = { narrow: 'too narrow', wide: 'too wide', shift: 'misplaced', shape: 'wrong shape' };
  return tableOf([
    { heading: '', cells: parameters.map(({ name }) => formatName(name)) },
    {
      heading: `90 % interval holds (${expected} expected)`,
      cells: coverage.parameters.map(({ covered }) => `${covered[at]} of ${sbc.pairs}`),
    },
    { heading: 'shift in sds', cells: parameters.map(({ shift }) => fixed(shift, 2)) },
    { heading: 'sd, times the right one', cells: parameters.map(({ width }) => fixed(width, 2)) },
    {
      heading: 'fault',
      align: 'left',
      cells: wrong.map((found) =>
        found.length === 0
          ? 'none found'
          : found.map(({ kind }) => words[kind as keyof typeof words]).join(', '),
      ),
    },
  ]);
}
