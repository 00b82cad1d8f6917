import { html, svg, type TemplateResult } from 'lit-html';
import type { NumbersSketch, Range } from '../problems/pageProblem.ts';
import { axis, within, words } from './axis.ts';
import { type Chart, replaced } from './chart.ts';
import { type Ends, fanOf } from './fan.ts';
import { drag, hold, nudge } from './grip.ts';

const HEIGHT = 72;
const EDGE = 14;
const LINE = 34;

/** Numbers by themselves: each a slider with what the posterior predicts behind it. */
export function numbersChart(chart: Chart<NumbersSketch>): TemplateResult {
  const fans = chart.predicted ? fanOf(chart.predicted) : [];
  return html`${chart.sketch.names.map((name, j) =>
    slider(chart, { j, name, range: chart.sketch.ranges[j] as Range, fan: fans[j] }),
  )}`;
}

interface Slider {
  readonly j: number;
  readonly name: string;
  readonly range: Range;
  readonly fan: Ends | undefined;
}

function slider({ x, width, change }: Chart, { j, name, range, fan }: Slider): TemplateResult {
  const value = x[j] as number;
  const along = axis([range.low, range.high], [EDGE, width - EDGE], { count: 5 });
  let latest = x;
  const to = (next: number, moving: boolean) => {
    latest = replaced(x, { [j]: within(next, range) });
    change(latest, moving);
  };
  const grip = {
    move: (point: { readonly x: number }) => to(along.valueAt(point.x), true),
    nudge: (right: number, up: number) => to((latest[j] as number) + (right + up) * range.step, false),
    release: () => change(latest, false),
  };
  return html`<svg class="chart" viewBox="0 0 ${width} ${HEIGHT}" role="group" aria-label=${name}>
    <text class="name" x="0" y="14">${name}</text>
    <text class="value" x=${width} y="14">${words(value, range)}</text>
    <line class="axis" x1=${EDGE} x2=${width - EDGE} y1=${LINE} y2=${LINE} />
    ${fan?.map(
      ([low, high], k) =>
        svg`<rect class="ribbon ribbon-${k}" x=${along.at(low)} width=${Math.max(1, along.at(high) - along.at(low))} y=${LINE - 7} height="14" rx="2" />`,
    )}
    ${along.ticks.map((tick) => svg`<text class="tick" x=${along.at(tick)} y=${HEIGHT - 16}>${String(tick).replace('-', '−')}</text>`)}
    <circle
      class="handle"
      cx=${along.at(within(value, range))}
      cy=${LINE}
      r="9"
      tabindex="0"
      role="slider"
      aria-label="${name}, observed"
      aria-valuemin=${range.low}
      aria-valuemax=${range.high}
      aria-valuenow=${value}
      @pointerdown=${(event: PointerEvent) => drag(event, grip)}
      @touchstart=${hold}
      @keydown=${(event: KeyboardEvent) => nudge(event, grip)}
    />
  </svg>`;
}
