import { Rng, type Seed, type Simulations, selectRows } from '@sbi/core';
import { type Amortized, type CheckOptions, check, type Verdict } from '@sbi/npe';
import { formatCount } from '@sbi/plots';
import { answerOf, type Recovered } from '@sbi/report';
import type { Context } from './context.ts';
import { formatDuration } from './duration.ts';
import type { Screen } from './screen.ts';
import { Stage } from './stage.ts';

/** Pairs and draws of the picture that sets estimates against truths: more would hide one another. */
const RECOVERED = { pairs: 100, draws: 200 };

export interface CheckingOptions extends Pick<CheckOptions, 'observed' | 'simulator'> {
  readonly seed: Seed;
  /** Draws from the posterior of every pair. */
  readonly draws: number;
}

export interface Checking {
  readonly verdict: Verdict;
  readonly recovered: Recovered;
  readonly seconds: number;
}

/** Runs all diagnostics on simulations that the training has not seen, with a bar, and says what they came to. */
export async function checkPosterior(
  posterior: Amortized,
  heldOut: Simulations,
  { seed, ...options }: CheckingOptions,
  { screen, signal }: Pick<Context, 'screen' | 'signal'>,
): Promise<Checking> {
  using stage = new Stage(screen, 'Checking');
  const rng = Rng.from(seed);
  const verdict = await check(posterior, heldOut, {
    ...options,
    seed: rng.fork('check'),
    signal,
    onProgress: ({ done, total }) => stage.count(done, total),
  });
  const first = Array.from({ length: Math.min(RECOVERED.pairs, heldOut.x.rows) }, (_, i) => i);
  const theta = selectRows(heldOut.theta, first);
  const x = selectRows(heldOut.x, first);
  const draws = await posterior.sampleBatched(x, RECOVERED.draws, { seed: rng.fork('recovery'), signal });
  const { seconds } = stage.pace;
  const pairs = formatCount(heldOut.x.rows);
  stage.end(`Checked on ${pairs} held-out simulations in ${formatDuration(seconds)}.`);
  return { verdict, recovered: { theta, draws }, seconds };
}

/** Says whether the posterior can be trusted, and why. */
export function sayVerdict(verdict: Verdict, screen: Screen): void {
  const { bold, green, red } = screen.colors;
  const sign = verdict.trusted ? green('✔') : red('✘');
  screen.line();
  screen.line(`${bold('Can it be trusted?')} ${sign} ${answerOf(verdict)}`);
  for (const statement of verdict.statements) {
    screen.item(statement);
  }
}

/** What programs are told of a verdict: without tables of ranks and draws. */
export function verdictRecord({ trusted, statements, faults, ...verdict }: Verdict): object {
  const { sbc, coverage, tarp, misspecification, predictive } = verdict;
  const { parameters, pairs, draws } = sbc;
  const { levels, band } = coverage;
  return {
    ...{ trusted, statements, faults, pairs, draws },
    sbc: parameters,
    coverage: {
      ...{ levels, band },
      joint: coverage.joint?.covered ?? null,
      parameters: coverage.parameters.map(({ name, covered }) => ({ name, covered })),
    },
    tarp: { alpha: tarp.alpha, ecp: tarp.ecp, ksPValue: tarp.ksPValue },
    misspecification: misspecification
      ? { pValue: misspecification.pValue, mmd: misspecification.mmd }
      : null,
    predictive: predictive.map(({ pValue, failed }) => ({ pValue, failed })),
  };
}
