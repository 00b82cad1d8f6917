import { must, show } from '../errors.ts';
import { type Look, readLooks, readSeveral, type Several } from './several.ts';

/** What is known of one epoch. An `EpochReport` of @sbi/npe is one. */
export interface Epoch {
  readonly trainLoss: number;
  readonly validationLoss: number;
  /** Default: counted from 1. */
  readonly epoch?: number;
}

/** Losses of one training, with how it is told apart. */
export interface History extends Look {
  readonly epochs: readonly number[];
  readonly train: readonly number[];
  readonly validation: readonly number[];
  /** Index of the least validation loss; −1 when none is finite. */
  readonly best: number;
}

/** Reads one or several trainings. */
export function readHistories(
  histories: Several<readonly Epoch[]>,
  legend: readonly string[] | undefined,
  where: string,
): History[] {
  const isOne = (value: unknown): boolean => isHistory(value) && !isHistory(value[0]);
  const several = readSeveral(histories, isOne, 'history', where);
  const looks = readLooks(several, legend, 'training', where);
  return several.items.map((item, i) => ({
    ...(looks[i] as Look),
    ...readHistory(item, several.argument(i), where),
  }));
}

function isHistory(value: unknown): value is readonly Epoch[] {
  return Array.isArray(value);
}

function readHistory(history: unknown, argument: string, where: string): Omit<History, keyof Look> {
  must(isHistory(history), argument, 'be a list of epochs', show(history), where);
  must(history.length > 0, argument, 'hold at least one epoch', 'none', where);
  for (const [i, report] of history.entries()) {
    for (const name of ['trainLoss', 'validationLoss'] as const) {
      const value: unknown = report?.[name];
      must(typeof value === 'number', `${argument}[${i}].${name}`, 'be a number', show(value), where);
    }
    const number = report.epoch ?? i + 1;
    const isAfter = Number.isFinite(number) && number > (i === 0 ? -1 : (history[i - 1]?.epoch ?? i));
    must(isAfter, `${argument}[${i}].epoch`, 'rise from epoch to epoch', show(report.epoch), where);
  }
  const validation = history.map((report) => report.validationLoss);
  const least = Math.min(...validation.filter(Number.isFinite));
  return {
    epochs: history.map((report, i) => report.epoch ?? i + 1),
    train: history.map((report) => (Number.isFinite(report.trainLoss) ? report.trainLoss : Number.NaN)),
    validation: validation.map((loss) => (Number.isFinite(loss) ? loss : Number.NaN)),
    best: validation.indexOf(least),
  };
}
