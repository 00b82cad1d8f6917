import type { EpochReport } from '@sbi/npe';

const plots = () => import('./lossFigure.ts');

/** At most so many pictures a second while epochs go by. */
const PERIOD = 300;

/** The loss curve, drawn anew while training goes on. */
export class LossView {
  private readonly root: HTMLElement;
  private history: readonly EpochReport[] = [];
  private drawn: readonly EpochReport[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(root: HTMLElement) {
    this.root = root;
    const dark = matchMedia('(prefers-color-scheme: dark)');
    dark.addEventListener('change', () => this.drawSoon());
  }

  show(history: readonly EpochReport[]): void {
    this.history = history;
    if (history !== this.drawn) this.drawSoon();
  }

  private drawSoon(): void {
    this.timer ??= setTimeout(() => this.draw(), PERIOD);
  }

  private async draw(): Promise<void> {
    const { lossPlot, toSvg } = await plots();
    this.timer = undefined;
    const { history, root } = this;
    this.drawn = history;
    if (history.length === 0) {
      root.replaceChildren();
      return;
    }
    const width = Math.max(240, Math.round(root.clientWidth));
    const theme = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
    root.innerHTML = toSvg(lossPlot(byAttempt(history), { width, height: Math.round(0.62 * width) }), theme);
  }
}

/** Of several trainings one curve each, by name. */
function byAttempt(history: readonly EpochReport[]): readonly EpochReport[] | Record<string, EpochReport[]> {
  if (!history[0]?.attempt) return history;
  const curves: Record<string, EpochReport[]> = {};
  for (const report of history) {
    const name = report.attempt?.name ?? '';
    curves[name] ??= [];
    curves[name].push(report);
  }
  return curves;
}
