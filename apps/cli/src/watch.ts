import type { EpochReport, NpeOptions, StepReport } from '@sbi/npe';
import { fixed } from '@sbi/report';
import { formatDuration, formatLeft } from './duration.ts';
import type { Screen } from './screen.ts';
import { Stage } from './stage.ts';

/** Where a training ends at the latest. */
type Limits = Readonly<Record<'maxEpochs' | 'maxSteps' | 'maxSeconds', number>>;

const NONE = Number.POSITIVE_INFINITY;

/** What was asked for; of a cosine, the steps that the library takes where nothing is said. */
function limitsOf({ schedule, ...settings }: Partial<NpeOptions>, rows: number): Limits {
  const { maxEpochs = NONE, maxSeconds = NONE } = settings;
  const usual = schedule === 'cosine' && maxEpochs === NONE ? (rows < 5000 ? 1500 : 4000) : NONE;
  return { maxEpochs, maxSteps: settings.maxSteps ?? usual, maxSeconds };
}

/** Shows a training, or one member of an average after the other, while it goes on. */
export class Watch implements Disposable {
  private readonly screen: Screen;
  private readonly limits: Limits;
  private stage: Stage;
  /** Seconds of the members that are done. */
  private readonly seconds: number[] = [];
  private isForetold = false;
  /** The last epoch that ended, of the training that is under way. */
  private last: EpochReport | undefined;

  constructor(screen: Screen, settings: Partial<NpeOptions>, rows: number) {
    this.screen = screen;
    this.limits = limitsOf(settings, rows);
    this.stage = new Stage(screen, 'Training');
  }

  /** Ends without a word. */
  [Symbol.dispose](): void {
    this.stage[Symbol.dispose]();
  }

  /** Ends, with the seconds that each member took. */
  end(): readonly number[] {
    this[Symbol.dispose]();
    return [...this.seconds, this.stage.pace.seconds];
  }

  /** The bar is full where training ends at the earliest: when patience runs out from here, or a limit is reached. */
  see(report: EpochReport): void {
    this.turnTo(report);
    this.last = report;
    if (!this.isForetold && report.epoch === 1) this.foretell(report);
    this.isForetold = true;
    this.update(report, `epoch ${report.epoch}`);
  }

  /** The same within an epoch. */
  glance(report: StepReport): void {
    this.turnTo(report);
    const { epoch, done } = report;
    this.update({ ...report, epoch: epoch - 1 + done }, `epoch ${epoch}, ${Math.floor(100 * done)} %`);
  }

  /** @param where the epoch in words; as a number it may be a part of one */
  private update({ epoch, steps, seconds, attempt }: Omit<StepReport, 'done'>, where: string): void {
    const { validationLoss, patienceLeft = NONE } = this.last ?? {};
    const { maxEpochs, maxSteps, maxSeconds } = this.limits;
    const earliest = Math.min((this.last?.epoch ?? 0) + patienceLeft, maxEpochs);
    const fraction = Math.max(epoch / earliest, steps / maxSteps);
    const spent = attempt ? 0 : seconds / maxSeconds;
    this.stage.update(Math.max(fraction, spent), () => {
      const { left } = this.stage.pace;
      const parts = [
        attempt?.name,
        where,
        validationLoss !== undefined && `validation ${fixed(validationLoss, 2)}`,
        Number.isFinite(patienceLeft) && `patience ${patienceLeft}`,
        left !== undefined && `≥ ${formatLeft(left)}`,
      ];
      return parts.filter(Boolean).join(' · ');
    });
  }

  /** Another member, or another attempt, begins. */
  private turnTo({ member, attempt }: Pick<StepReport, 'member' | 'attempt'>): void {
    const { index = 1 } = member ?? {};
    const isNext = index > this.seconds.length + 1;
    if (isNext) {
      this.seconds.push(this.stage.pace.seconds);
      this[Symbol.dispose]();
      this.stage = new Stage(this.screen, `Training ${index}`);
    }
    if (isNext || attempt?.name !== this.last?.attempt?.name) this.last = undefined;
  }

  /** Says how long training may take, once an epoch has shown it. */
  private foretell({ seconds, patienceLeft, attempt }: EpochReport): void {
    const { maxEpochs, maxSeconds } = this.limits;
    const epochs = Math.min(1 + patienceLeft, maxEpochs);
    const known = Number.isFinite(epochs) && maxSeconds === NONE && attempt === undefined;
    if (!known || seconds * epochs < 3) return;
    const time = formatLeft(seconds * epochs);
    const end =
      epochs === maxEpochs
        ? `the ${maxEpochs} asked for take ${time}.`
        : `training takes ${time} or more, until the validation loss has not become better for ${patienceLeft} epochs.`;
    this.screen.paragraph(`An epoch takes ${formatDuration(seconds)}: ${end}`, '  ');
  }
}
