import type { Matrix, Seed } from '@sbi/core';
import type { Posterior } from '@sbi/npe';
import { formatCount } from '@sbi/plots';
import type { Context } from './context.ts';
import { formatDuration } from './duration.ts';
import { Stage } from './stage.ts';

export interface Sampling {
  readonly draws: Matrix;
  readonly seconds: number;
}

/** Draws from a posterior with a bar, the acceptance rate where draws are rejected, and the posterior's warnings. */
export async function samplePosterior(
  posterior: Posterior,
  count: number,
  seed: Seed,
  { screen, signal }: Pick<Context, 'screen' | 'signal'>,
): Promise<Sampling> {
  using stage = new Stage(screen, 'Sampling');
  let acceptance = 1;
  const draws = await posterior.sample(count, {
    seed,
    signal,
    onProgress: (progress) => {
      acceptance = progress.acceptance;
      stage.count(progress.done, progress.total, acceptance < 1 ? ` · ${percent(acceptance)} accepted` : '');
    },
  });
  const { seconds } = stage.pace;
  const kept = acceptance < 1 ? `, ${percent(acceptance)} of those tried` : '';
  stage.end(`Drew ${formatCount(count)} samples in ${formatDuration(seconds)}${kept}.`);
  for (const warning of posterior.warnings) screen.warn(warning);
  return { draws, seconds };
}

function percent(fraction: number): string {
  return `${Number((100 * fraction).toPrecision(3))} %`;
}
