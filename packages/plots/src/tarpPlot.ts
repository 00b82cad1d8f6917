import type { CalibrationOptions } from './coveragePlot.ts';
import type { Figure, Mark, Scale } from './figure.ts';
import { type CurveSet, readTarp, type Tarp } from './input/coverage.ts';
import { checkText } from './input/input.ts';
import type { Several } from './input/several.ts';
import { readChoice, readLevel, readSize } from './input/size.ts';
import { header } from './layout/header.ts';
import { multiples, uprightRoom } from './layout/multiples.ts';
import {
  bandOf,
  type Calibrated,
  type CalibrationKind,
  calibrated,
  calibrationMarks,
  cornerWord,
  isOutside,
} from './marks/calibrationMarks.ts';
import { bandKey } from './notes/bandKey.ts';
import { setKeys } from './notes/setKeys.ts';
import { makeScale } from './scale.ts';
import { fixed, formatPercent } from './text/number.ts';
import { plainText, words } from './text/text.ts';

const where = 'tarpPlot';

/**
 * Tests of accuracy with random points (Lemos et al. 2023): the expected coverage of balls about random references, less
 * the credibility they stand for, which is zero for an exact posterior.
 *
 * Too low at large credibilities and too high at small ones: the posterior is too narrow, or in the wrong place; the
 * other way round: too wide. The band holds the whole curve of an exact posterior in 95 % of cases; it is drawn where
 * the number of pairs is given.
 *
 * @param tarp `{ alpha, ecp, pairs? }`, or a list or record of these
 * @param options `kind: 'curve'` draws the coverage itself over the diagonal
 * @throws PlotError naming the argument that cannot be drawn
 * @example
 * import { tarpPlot, toSvg } from '@sbi/plots';
 * const figure = tarpPlot({ alpha: [0, 0.25, 0.5, 0.75, 1], ecp: [0, 0.31, 0.5, 0.7, 1], pairs: 300 });
 * console.log(toSvg(figure).slice(0, 4)); // → <svg
 */
export function tarpPlot(tarp: Several<Tarp>, options: CalibrationOptions = {}): Figure {
  const sets = readTarp(tarp, options.legend, where);
  const kind = readChoice(options.kind, ['difference', 'curve'], 'kind', where);
  const band = readChoice(options.band, ['simultaneous', 'pointwise'], 'band', where);
  const level = readLevel(options.level, 0.95, 'level', where);
  checkText(options.title, 'title', where);
  const [width] = readSize(options, kind === 'curve' ? 320 : 400, 480, where);
  const height = options.height === undefined ? undefined : readSize(options, 480, 480, where)[1];
  const curves = sets.map((set) => calibrated(set, set.joint ?? [], bandOf(set, band, level)));
  const top = header(options.title, [...setKeys(sets), ...bandKey(sets, band, level)], width);
  const y = uprightScale(curves, kind);
  const { side, labelOffset } = uprightRoom([y]);
  const panelHeight = kind === 'curve' ? 'square' : 200;
  const shape = {
    count: 1,
    columns: 1,
    width,
    height,
    panelHeight,
    caption: 0,
    side,
    isShared: true,
  } as const;
  const layout = multiples({ ...shape, top: top.bottom + 4 }, where);
  const frame = layout.frame(0);
  const x = makeScale({
    domain: [0, 1],
    length: frame[2],
    count: 5,
    label: words('credibility α'),
    side: 'bottom',
  });
  return {
    width,
    height: layout.height,
    title: options.title ?? 'Expected coverage about random points',
    ...top.heading,
    description: describe(sets, curves, level),
    panels: [
      {
        cell: [0, 0],
        frame,
        x,
        y: { ...y, labelOffset },
        marks: [...calibrationMarks(sets, curves, kind), ...wordMarks(kind)],
      },
    ],
    ...top.notes,
  };
}

/** A narrow posterior's truths lie far out: nearer to a random point than all draws, or farther away than all. */
function wordMarks(kind: CalibrationKind): Mark[] {
  if (kind === 'curve') return [];
  return [
    cornerWord('too narrow', 'upper left'),
    cornerWord('too wide', 'upper right'),
    cornerWord('too wide', 'lower left'),
    cornerWord('too narrow', 'lower right'),
  ];
}

function uprightScale(curves: readonly Calibrated[], kind: CalibrationKind): Scale {
  if (kind === 'curve')
    return makeScale({ domain: [0, 1], length: 200, count: 5, label: words('ECP'), side: 'left' });
  const far = curves.flatMap(({ x, y, low, high }) =>
    [y, low, high].flatMap((values) => (values ?? []).map((value, i) => Math.abs(value - (x[i] ?? 0)))),
  );
  const most = 1.3 * far.reduce((top, value) => Math.max(top, value), 0.01);
  return makeScale({ domain: [-most, most], length: 200, count: 5, label: words('ECP − α'), side: 'left' });
}

function describe(sets: readonly CurveSet[], curves: readonly Calibrated[], level: number): string {
  const parts = curves.map((curve, i) => {
    const name = sets[i]?.label === undefined ? '' : `${plainText(sets[i]?.label ?? [])}: `;
    const far = curve.y.map((value, k) => value - (curve.x[k] ?? 0));
    const most = far.reduce((top, value) => (Math.abs(value) > Math.abs(top) ? value : top), 0);
    const at = fixed(curve.x[far.indexOf(most)] ?? 0, 2);
    const place =
      curve.low === undefined ? '' : isOutside(curve) ? '; outside the band' : '; inside the band';
    return `${name}the largest difference is ${fixed(most, 3)} at α = ${at}${place}.`;
  });
  const start = 'Expected coverage of regions about random points, less their credibility α,';
  return `${start} with the band that holds it whole with a probability of ${formatPercent(level)} if the posterior is exact. ${parts.join(' ')}`;
}
