import type { Verdict } from '@sbi/npe';
import type { VerdictFigure } from './verdict.ts';

/** As many parameters as one picture holds. */
const MOST = 32;
/** On a picture narrower than so many pixels more than two panels in a row are too small to read. */
const NARROW = 420;

/** What a verdict rests on: ranks and coverage, drawn where it was computed because exact bands take their time. */
export async function figuresOf(
  { sbc, coverage }: Verdict,
  theme: 'light' | 'dark',
  width: number,
): Promise<readonly VerdictFigure[]> {
  const { coveragePlot, rankPlot, toSvg } = await import('@sbi/plots');
  const size = width < NARROW ? { width, columns: 2 } : { width };
  const draw = (figure: Parameters<typeof toSvg>[0], caption: string) => ({
    svg: toSvg(figure, theme),
    caption,
  });
  const ranks =
    sbc.ranks.columns > MOST
      ? []
      : [
          draw(
            rankPlot(sbc, size),
            'Ranks of the true parameters among posterior draws. Above the line throughout: estimates lie too high. First above it, then below: too narrow.',
          ),
        ];
  return [
    ...ranks,
    draw(
      coveragePlot(coverage, size),
      'How many truths the credible regions hold. On the diagonal: as many as they say. Below it: too narrow, or in the wrong place. Above it: too wide.',
    ),
  ];
}
