import { formatCount } from '@sbi/plots';
import { formatLeft } from './duration.ts';
import { Pace } from './pace.ts';
import type { Screen } from './screen.ts';

/** Milliseconds between two lines where nothing can be drawn over, and between two frames where it can. */
const LINE_PERIOD = 5000;
const FRAME_PERIOD = 100;
const LABEL = 11;
const BAR = 24;

/**
 * One stage of long work: a bar with rate and time left on a terminal, a plain line now and then elsewhere, and at the
 * end one sentence in its place.
 */
export class Stage implements Disposable {
  readonly pace: Pace = new Pace();
  private readonly screen: Screen;
  private readonly label: string;
  private readonly timer: NodeJS.Timeout;
  private shown: number;
  private fraction = 0;
  private note: () => string = () => '';

  constructor(screen: Screen, label: string) {
    this.screen = screen;
    this.label = label;
    this.shown = performance.now() - (screen.live ? LINE_PERIOD : 0);
    // Time goes on in a step that takes long.
    this.timer = setInterval(() => this.show(), screen.live ? 2 * FRAME_PERIOD : 1000);
    this.timer.unref();
    this.show();
  }

  /** Where it stands; `note` is asked for whenever the line is drawn. */
  update(fraction: number, note: () => string): void {
    this.fraction = fraction;
    this.note = note;
    this.pace.mark(fraction);
    this.show();
  }

  /** Counts: "1,200 of 2,000 · 240/s · 3 s left". */
  count(done: number, total: number, remark = ''): void {
    this.update(done / total, () => {
      const rate = formatCount(Number(this.pace.rate(done).toPrecision(2)));
      const { left } = this.pace;
      const rest = left === undefined ? '' : ` · ${formatLeft(left)} left`;
      return `${formatCount(done)} of ${formatCount(total)} · ${rate}/s${remark}${rest}`;
    });
  }

  /** Ends well, with its result in a sentence. */
  end(sentence: string): void {
    this[Symbol.dispose]();
    this.screen.line(`${this.screen.colors.green('✔')} ${sentence}`);
  }

  /** Ends without a word, as when it was interrupted. */
  [Symbol.dispose](): void {
    clearInterval(this.timer);
    this.screen.draw('');
  }

  private show(): void {
    const now = performance.now();
    const { screen } = this;
    if (now - this.shown < (screen.live ? FRAME_PERIOD : LINE_PERIOD)) return;
    this.shown = now;
    const note = this.note();
    if (screen.live) screen.draw(this.frame(note));
    else if (note !== '') screen.line(`  ${this.label}: ${note}`);
  }

  private frame(note: string): string {
    const { colors, columns } = this.screen;
    const room = columns - 1 - 2 - LABEL - 2 - note.length;
    const width = Math.min(BAR, room);
    const head = `  ${this.label.padEnd(LABEL)}`;
    if (width < 8) return `${head}${note}`.slice(0, columns - 1);
    const cells = Math.round(2 * width * Math.min(1, this.fraction));
    const full = '━'.repeat(cells >> 1) + (cells % 2 === 1 ? '╸' : '');
    const rest = '─'.repeat(width - full.length);
    return `${head}${colors.cyan(full)}${colors.dim(rest)}  ${note}`;
  }
}
