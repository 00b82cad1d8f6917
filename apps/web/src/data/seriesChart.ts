import { html, svg, type TemplateResult } from 'lit-html';
import type { Range, SeriesSketch } from '../problems/pageProblem.ts';
import { type Axis, axis, within, words } from './axis.ts';
import { type Chart, replaced } from './chart.ts';
import { type Ends, fanOf, levels } from './fan.ts';
import { drag, hold, nudge } from './grip.ts';

const LEFT = 40;
const BELOW = 36;
const ABOVE = 32;
const EDGE = 12;

export interface SeriesChart extends Chart<SeriesSketch> {
  /** Neighbours on each side that a dragged point takes along. */
  readonly reach: number;
  /** The point of each line that the keyboard reaches. */
  readonly focused: readonly number[];
  focus(line: number, point: number): void;
}

/** Numbers over an axis with their predictive fan: a panel for each line. */
export function seriesChart(chart: SeriesChart): TemplateResult {
  const fans = chart.predicted ? fanOf(chart.predicted) : [];
  return html`${chart.sketch.lines.map((name, line) => panel(chart, name, line, fans))}`;
}

/** One line of the series in its panel. */
interface Panel {
  readonly line: number;
  readonly across: Axis;
  readonly upwards: Axis;
  /** The entries of x on it, from left to right. */
  readonly entries: readonly number[];
}

function panel(chart: SeriesChart, name: string, line: number, fans: readonly Ends[]): TemplateResult {
  const { sketch, width } = chart;
  const { at, range, lines } = sketch;
  const height = Math.round(width * (lines.length > 1 ? 0.5 : 0.66)) + ABOVE;
  const inner = [LEFT + EDGE, width - EDGE] as const;
  const across = axis([at[0] as number, at.at(-1) as number], inner, {
    scale: sketch.axisScale ?? 'linear',
    count: 5,
  });
  const upwards = axis([range.low, range.high], [height - BELOW, ABOVE], { scale: sketch.scale ?? 'linear' });
  const entries = at.map((_, i) => i * lines.length + line);
  const own = { line, across, upwards, entries };
  return html`<svg class="chart" viewBox="0 0 ${width} ${height}" role="group" aria-label="${name}, by ${sketch.axis}">
    <text class="name" x="0" y="14">${lines.length > 1 ? `${name}, ${sketch.unit}` : sketch.unit}</text>
    ${upwards.ticks.map(
      (tick) => svg`<line class="grid" x1=${LEFT} x2=${width} y1=${upwards.at(tick)} y2=${upwards.at(tick)} />
        <text class="tick end" x=${LEFT - 6} y=${upwards.at(tick) + 4}>${sign(tick)}</text>`,
    )}
    ${across.ticks.map((tick) => svg`<text class="tick" x=${across.at(tick)} y=${height - BELOW + 18}>${sign(tick)}</text>`)}
    <text class="tick" x=${(inner[0] + inner[1]) / 2} y=${height - 2}>${sketch.axis}</text>
    ${fans.length > 0 ? levels.map((_, k) => svg`<path class="ribbon ribbon-${k}" d=${ribbon(chart, own, fans, k)} />`) : ''}
    ${entries.map((_, i) => handle(chart, own, i, `${name}, ${sketch.axis} ${at[i]}`))}
  </svg>`;
}

function ribbon(
  { sketch }: SeriesChart,
  { across, upwards, entries }: Panel,
  fans: readonly Ends[],
  k: number,
): string {
  const point = (entry: number, i: number, side: 0 | 1) => {
    const value = fans[entry]?.[k]?.[side] as number;
    const y = upwards.at(clamp(value - baseOf(sketch, i), sketch.range));
    return `${across.at(sketch.at[i] as number).toFixed(1)} ${y.toFixed(1)}`;
  };
  const low = entries.map((entry, i) => point(entry, i, 0));
  const high = entries.map((entry, i) => point(entry, i, 1));
  return `M${low.join('L')}L${high.reverse().join('L')}Z`;
}

function handle(chart: SeriesChart, panel: Panel, i: number, label: string): unknown {
  const { sketch, x, change, focused } = chart;
  const { line, across, upwards, entries } = panel;
  const { range } = sketch;
  let latest = x;
  const valueNow = () => (latest[entries[i] as number] as number) - baseOf(sketch, i);
  const value = valueNow();
  const to = (next: number, moving: boolean) => {
    latest = moved(chart, entries, i, next);
    change(latest, moving);
  };
  const grip = {
    move: (point: { readonly y: number }) => to(upwards.valueAt(point.y), true),
    nudge: (_: number, up: number) => to(stepped(valueNow(), up, sketch), false),
    release: () => change(latest, false),
  };
  const go = (event: KeyboardEvent) => {
    const next = i + (event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0);
    if (next === i) return nudge(event, grip);
    event.preventDefault();
    if (next >= 0 && next < entries.length) chart.focus(line, next);
  };
  return svg`<circle
    class="handle small"
    cx=${across.at(sketch.at[i] as number)}
    cy=${upwards.at(clamp(value, range))}
    r="5"
    tabindex=${focused[line] === i ? 0 : -1}
    role="slider"
    aria-orientation="vertical"
    aria-label=${label}
    aria-valuemin=${range.low}
    aria-valuemax=${range.high}
    aria-valuenow=${value}
    aria-valuetext=${words(value, range)}
    @pointerdown=${(event: PointerEvent) => drag(event, grip)}
    @touchstart=${hold}
    @keydown=${go}
  />`;
}

/** x with one point moved, and its neighbours a share of the way. */
function moved(
  { sketch, x, reach }: SeriesChart,
  entries: readonly number[],
  i: number,
  to: number,
): Float32Array {
  const { range, whole } = sketch;
  const isLog = sketch.scale === 'log';
  const value = (x[entries[i] as number] as number) - baseOf(sketch, i);
  const goal = clamp(to, range);
  const next: Record<number, number> = {};
  entries.forEach((entry, k) => {
    const share = k === i ? 1 : reach > 0 ? Math.exp(-(((k - i) / reach) ** 2)) : 0;
    if (share < 0.01) return;
    const base = baseOf(sketch, k);
    const before = (x[entry] as number) - base;
    const after = isLog ? before * (goal / value) ** share : before + share * (goal - value);
    next[entry] = within(after, range, whole) + base;
  });
  return replaced(x, next);
}

function stepped(value: number, up: number, { scale, range }: SeriesSketch): number {
  return scale === 'log' ? value * 1.05 ** up : value + up * range.step;
}

function baseOf({ base }: SeriesSketch, i: number): number {
  return base?.values[i] ?? 0;
}

const clamp = (value: number, range: Range) => within(value, range);
const sign = (tick: number) => String(tick).replace('-', '−');
