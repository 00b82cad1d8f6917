import type { EpochReport, StepReport, Trainer } from '@sbi/npe';
import { Pace } from './pace.ts';
import type { TrainReport } from './protocol.ts';
import { fractionOf, textOfEpoch, textOfSteps } from './words.ts';

/** Tells of a training while it goes on: every epoch, how far one is that takes long, and now and then the model and where it stands. */
export class Sharing {
  private readonly send: (report: TrainReport) => void;
  /** The picture sharpens every few hundred milliseconds, and training stays nearly as fast. */
  private readonly shows = new Pace(250, 0.05);
  private readonly saves = new Pace(1500, 0.04);
  /** The epoch of the model that was shown last, unless that was one within an epoch. */
  private shownEpoch = 0;
  private last: EpochReport | undefined;

  constructor(send: (report: TrainReport) => void) {
    this.send = send;
  }

  /** After an epoch. */
  async tell(trainer: Trainer, epoch: EpochReport, parts: readonly number[]): Promise<void> {
    const { settings } = trainer;
    this.last = epoch;
    this.send({ type: 'epoch', epoch, fraction: fractionOf(epoch, settings), text: textOfEpoch(epoch) });
    if (this.shows.isDue) await this.shows.run(() => this.show(trainer));
    if (this.saves.isDue) await this.saves.run(() => this.save(trainer, parts));
  }

  /** Within an epoch. While epochs gain, the model as it stands is better than the best of those that have ended. */
  async tellWithin(trainer: Trainer, report: StepReport): Promise<void> {
    const { epoch, done, steps } = report;
    const { patienceLeft = Number.POSITIVE_INFINITY, best: gains = true, validationLoss } = this.last ?? {};
    const fraction = fractionOf({ epoch: epoch - 1 + done, steps, patienceLeft }, trainer.settings);
    this.send({ type: 'steps', report, fraction, text: textOfSteps(report, validationLoss) });
    if (gains && this.shows.isDue) await this.shows.run(() => this.showWithin(trainer, epoch));
  }

  /** Whatever is not known outside yet: before a pause. */
  async tellAll(trainer: Trainer, parts: readonly number[]): Promise<void> {
    await this.show(trainer);
    await this.save(trainer, parts);
  }

  private async show({ best, summary }: Trainer): Promise<void> {
    const epoch = summary.bestEpoch;
    if (epoch === this.shownEpoch) return;
    this.shownEpoch = epoch;
    this.send({ type: 'model', bytes: await best.encode(), epoch, isBest: true });
  }

  private async showWithin(trainer: Trainer, epoch: number): Promise<void> {
    using snapshot = trainer.snapshot();
    this.shownEpoch = 0;
    this.send({ type: 'model', bytes: await snapshot.encode(), epoch, isBest: false });
  }

  private async save(trainer: Trainer, parts: readonly number[]): Promise<void> {
    const bytes = await trainer.checkpoint();
    this.send({ type: 'checkpoint', bytes, epoch: trainer.summary.epochs, parts: [...parts] });
  }
}
