import { html, nothing, render, type TemplateResult } from 'lit-html';
import type { Sketch } from '../problems/pageProblem.ts';
import type { Page } from '../shell/page.ts';
import { numberFields } from './numberFields.ts';
import { numbersChart } from './numbersChart.ts';
import { pointsChart } from './pointsChart.ts';
import { seriesChart } from './seriesChart.ts';

const REACHES = [
  [0, 'one point'],
  [2, 'its neighbours too'],
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
      <div class="charts">${this.chart(problem.sketch)}</div>
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

  private chart(sketch: Sketch): TemplateResult {
    const { page, width } = this;
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

function hint({ kind }: Sketch): string {
  if (kind === 'numbers') return 'Drag a dot, and the posterior follows.';
  if (kind === 'points') return 'Drag a point, and the posterior follows.';
  return 'Drag a dot up or down, and the posterior follows.';
}

function predictions({ kind }: Sketch): string {
  return kind === 'points' ? 'what the posterior predicts' : 'what the posterior predicts: 50, 80, 95 %';
}
