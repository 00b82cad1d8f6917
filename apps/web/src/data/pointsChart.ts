import { html, svg, type TemplateResult } from 'lit-html';
import type { PointsSketch } from '../problems/pageProblem.ts';
import { axis, within, words } from './axis.ts';
import { type Chart, replaced } from './chart.ts';
import { drag, hold, nudge } from './grip.ts';

const LEFT = 36;
const BELOW = 36;
const EDGE = 10;
/** Dots for one point of x; more of them for several. */
const MOST = 300;

/** Points of a plane, over a cloud of what the posterior predicts. */
export function pointsChart(chart: Chart<PointsSketch>): TemplateResult {
  const { sketch, x, width, predicted } = chart;
  const { range, names } = sketch;
  const height = width;
  const across = axis([range.low, range.high], [LEFT, width - EDGE]);
  const upwards = axis([range.low, range.high], [height - BELOW, EDGE]);
  const inside = (value: number) => value >= range.low && value <= range.high;
  const dot = (a: number, b: number) =>
    inside(a) && inside(b) ? `M${across.at(a).toFixed(1)} ${upwards.at(b).toFixed(1)}h0` : '';
  const cloud = predicted ? cloudOf(predicted.x, x.length, dot) : '';
  return html`<svg class="chart" viewBox="0 0 ${width} ${height}" role="group" aria-label="${names[0]} and ${names[1]}">
    ${across.ticks.map(
      (
        tick,
      ) => svg`<line class="grid" x1=${across.at(tick)} x2=${across.at(tick)} y1=${EDGE} y2=${height - BELOW} />
      <text class="tick" x=${across.at(tick)} y=${height - BELOW + 18}>${sign(tick)}</text>`,
    )}
    ${upwards.ticks.map(
      (
        tick,
      ) => svg`<line class="grid" x1=${LEFT} x2=${width - EDGE} y1=${upwards.at(tick)} y2=${upwards.at(tick)} />
      <text class="tick end" x=${LEFT - 6} y=${upwards.at(tick) + 4}>${sign(tick)}</text>`,
    )}
    <path class="cloud" d=${cloud} />
    ${Array.from({ length: x.length / 2 }, (_, i) => handle(chart, i, { across, upwards }))}
  </svg>`;
}

function handle(
  { sketch: { range, names }, x, change }: Chart<PointsSketch>,
  i: number,
  {
    across,
    upwards,
  }: { readonly across: ReturnType<typeof axis>; readonly upwards: ReturnType<typeof axis> },
): unknown {
  const [first, second] = [x[2 * i] as number, x[2 * i + 1] as number];
  let latest = x;
  const to = (a: number, b: number, moving: boolean) => {
    latest = replaced(x, { [2 * i]: within(a, range), [2 * i + 1]: within(b, range) });
    change(latest, moving);
  };
  const grip = {
    move: (point: { readonly x: number; readonly y: number }) =>
      to(across.valueAt(point.x), upwards.valueAt(point.y), true),
    nudge: (right: number, up: number) =>
      to(
        (latest[2 * i] as number) + right * range.step,
        (latest[2 * i + 1] as number) + up * range.step,
        false,
      ),
    release: () => change(latest, false),
  };
  const read = `${names[0]} ${words(first, range)}, ${names[1]} ${words(second, range)}`;
  return svg`<circle
    class="handle"
    cx=${across.at(within(first, range))}
    cy=${upwards.at(within(second, range))}
    r="9"
    tabindex="0"
    role="slider"
    aria-roledescription="point to move in the plane"
    aria-label="observed point ${i + 1}"
    aria-valuenow=${second}
    aria-valuemin=${range.low}
    aria-valuemax=${range.high}
    aria-valuetext=${read}
    @pointerdown=${(event: PointerEvent) => drag(event, grip)}
    @touchstart=${hold}
    @keydown=${(event: KeyboardEvent) => nudge(event, grip)}
  />`;
}

/** One path of small dots for some of the predicted points. */
function cloudOf(predicted: Float32Array, size: number, dot: (a: number, b: number) => string): string {
  const points = predicted.length / 2;
  const stride = Math.max(1, Math.floor(points / (MOST * Math.sqrt(size / 2))));
  let path = '';
  for (let i = 0; i < points; i += stride)
    path += dot(predicted[2 * i] as number, predicted[2 * i + 1] as number);
  return path;
}

const sign = (tick: number) => String(tick).replace('-', '−');
