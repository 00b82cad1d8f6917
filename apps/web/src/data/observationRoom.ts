import { html, nothing, render, type TemplateResult } from 'lit-html';
import type { Sketch } from '../problems/pageProblem.ts';
import type { Page } from '../shell/page.ts';
import { numberFields } from './numberFields.ts';
import { numbersChart } from './numbersChart.ts';
import { pointsChart } from './pointsChart.ts';
import { seriesChart } from './seriesChart.ts';

/** Widths in pixels: charts stand beside each other where each has so much, and none is wider than it is read well. */
const BESIDE = 300;
const WIDEST = 480;
const GAP = 24;

const REACHES = [
  [0, 'one point'],
  [2, 'neighbours too'],
  [6, 'a wide stretch'],
] as const;

/** The observation as it can be dragged, over what the posterior predicts. */
export function mountObservation(root: HTMLElement, page: Page): void {
  new ObservationRoom(root, page);
}

class ObservationRoom {
  private readonly root: HTMLElement;
  private readonly page: Page;
  private width = 0;
  private reach = 0;
  private focused: number[] = [];
  private frame = 0;

  constructor(root: HTMLElement, page: Page) {
    this.root = root;
    this.page = page;
    const draw = () => this.drawSoon();
    page.onObservation.on(draw);
    page.onPredicted.on(draw);
    page.onProblem.on(() => this.begin());
    new ResizeObserver(([entry]) => {
      this.width = Math.round(entry?.contentRect.width ?? 0);
      draw();
    }).observe(root);
    this.begin();
  }

  private begin(): void {
    const { sketch } = this.page.problem;
    this.reach = sketch.kind === 'series' ? (sketch.reach ?? 0) : 0;
    this.focused = sketch.kind === 'series' ? sketch.lines.map(() => 0) : [];
    this.drawSoon();
  }

  private drawSoon(): void {
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      if (this.width > 0) render(this.template(), this.root);
    });
  }

  private template(): TemplateResult {
    const { page } = this;
    const { problem, observed } = page;
    const measured = problem.truth === undefined;
    // A model alone, or tables alone, predict nothing.
    const predicts = problem.simulator !== undefined || problem.own?.source !== undefined;
    const isMoved = problem.x.some((value, j) => Math.fround(value) !== observed.x[j]);
    return html`
      <h2>What was ${measured ? 'measured' : 'observed'}</h2>
      <p class="soft">${hint(problem.sketch)}</p>
      <div class="charts" data-across=${this.across()}>${this.chart(problem.sketch)}</div>
      ${problem.sketch.kind === 'series' ? this.reaches() : nothing}
      <p class="key soft">
        <span><i class="dot"></i> observed</span>
        ${
          predicts
            ? html`<span><i class=${problem.sketch.kind === 'points' ? 'dot predicted' : 'shade'}></i> ${predictions(problem.sketch)}</span>`
            : nothing
        }
      </p>
      <div class="actions">
        <button class="button quiet" ?disabled=${!isMoved} @click=${() => page.putBack()}>Put back</button>
        ${
          predicts
            ? html`<button class="button quiet" ?disabled=${!page.opened} @click=${() => page.onSurprise.tell()}>Surprise me</button>`
            : nothing
        }
      </div>
      <details>
        <summary>Type the numbers</summary>
        ${numberFields(problem.sketch, observed.x, (x) => this.page.observe(x))}
      </details>
    `;
  }

  /** How many charts stand beside each other. */
  private across(): number {
    return Math.max(1, Math.min(3, countOf(this.page.problem.sketch), Math.floor(this.width / BESIDE)));
  }

  private chart(sketch: Sketch): TemplateResult {
    const { page } = this;
    const across = this.across();
    const width = Math.min(WIDEST, Math.round((this.width - GAP * (across - 1)) / across));
    const own = {
      x: page.observed.x,
      predicted: page.predicted,
      width,
      change: (x: Float32Array, moving: boolean) => page.observe(x, moving),
    };
    if (sketch.kind === 'numbers') return numbersChart({ ...own, sketch });
    if (sketch.kind === 'points') return pointsChart({ ...own, sketch });
    return seriesChart({
      ...own,
      sketch,
      reach: this.reach,
      focused: this.focused,
      focus: (line, point) => {
        this.focused[line] = point;
        this.root
          .querySelectorAll('svg.chart')
          [line]?.querySelectorAll<SVGElement>('.handle')
          [point]?.focus();
        this.drawSoon();
      },
    });
  }

  private reaches(): TemplateResult {
    return html`<fieldset class="chips">
      <legend>A drag moves</legend>
      ${REACHES.map(
        ([reach, name]) => html`<label>
          <input type="radio" name="reach" .checked=${this.reach === reach} @change=${() => {
            this.reach = reach;
            this.drawSoon();
          }} />${name}
        </label>`,
      )}
    </fieldset>`;
  }
}

function countOf(sketch: Sketch): number {
  if (sketch.kind === 'points') return 1;
  return sketch.kind === 'numbers' ? sketch.names.length : sketch.lines.length;
}

function hint({ kind }: Sketch): string {
  if (kind === 'numbers') return 'Drag a dot, and the posterior follows.';
  if (kind === 'points') return 'Drag a point, and the posterior follows.';
  return 'Drag a dot up or down, and the posterior follows.';
}

function predictions({ kind }: Sketch): string {
  return kind === 'points' ? 'predicted' : 'predicted: 50, 80, 95 %';
}
