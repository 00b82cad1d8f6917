import type { EpochReport, Trainer } from '@sbi/npe';
import { Pace } from './pace.ts';
import type { TrainReport } from './protocol.ts';
import { fractionOf, textOfEpoch } from './words.ts';

/** Tells of a training while it goes on: every epoch, and now and then the best model so far and where it stands. */
export class Sharing {
  private readonly send: (report: TrainReport) => void;
  /** The picture sharpens every few hundred milliseconds, and training stays nearly as fast. */
  private readonly shows = new Pace(250, 0.05);
  private readonly saves = new Pace(1500, 0.04);
  private shownEpoch = 0;

  constructor(send: (report: TrainReport) => void) {
    this.send = send;
  }

  /** After an epoch. */
  async tell(trainer: Trainer, epoch: EpochReport, parts: readonly number[]): Promise<void> {
    const { settings } = trainer;
    this.send({ type: 'epoch', epoch, fraction: fractionOf(epoch, settings), text: textOfEpoch(epoch) });
    if (this.shows.isDue) await this.shows.run(() => this.show(trainer));
    if (this.saves.isDue) await this.saves.run(() => this.save(trainer, parts));
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
    this.send({ type: 'model', bytes: await best.encode(), epoch });
  }

  private async save(trainer: Trainer, parts: readonly number[]): Promise<void> {
    const bytes = await trainer.checkpoint();
    this.send({ type: 'checkpoint', bytes, epoch: trainer.summary.epochs, parts: [...parts] });
  }
}
