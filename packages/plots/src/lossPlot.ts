import { must, show } from './errors.ts';
import type { Figure, Key, Mark, Panel, Scale } from './figure.ts';
import { checkText } from './input/input.ts';
import { readSize, type SizeOptions } from './input/size.ts';
import { edge } from './layout/pairLayout.ts';
import { block } from './notes/block.ts';
import { makeScale } from './scale.ts';
import { headingSize, measure } from './text/measure.ts';
import { fixed, formatCount } from './text/number.ts';
import { splitShifted, words } from './text/text.ts';

/** What is known of one epoch. An `EpochReport` of @sbi/npe is one. */
export interface Epoch {
  readonly trainLoss: number;
  readonly validationLoss: number;
  /** Default: counted from 1. */
  readonly epoch?: number;
}

export interface LossPlotOptions extends SizeOptions {
  /** A loss to compare with, such as the least possible one, drawn as a line across. */
  readonly reference?: number | { readonly value: number; readonly label: string };
  /** Drawn range of losses. Default: what follows the first tenth of the epochs, and more. */
  readonly limits?: readonly [number, number];
  /** Drawn above the panel. Default: none, for a caption in the document. */
  readonly title?: string;
}

interface History {
  readonly epochs: readonly number[];
  readonly train: readonly number[];
  readonly validation: readonly number[];
  /** Index of the least validation loss; −1 when none is finite. */
  readonly best: number;
}

const where = 'lossPlot';
const below = 40;
/** Losses shown above those after the first tenth of the epochs, as a share of their range. */
const rangeAbove = 0.25;

/**
 * Training and validation loss after every epoch, the best epoch marked.
 *
 * The first epochs may lie above the frame, so that the later ones can be told apart; the description says how many.
 * Losses that are not finite interrupt their line.
 *
 * @throws PlotError for an empty history or losses that are not numbers
 * @example
 * import { lossPlot, toSvg } from '@sbi/plots';
 * const history = [{ trainLoss: 1, validationLoss: 1.1 }, { trainLoss: 0.4, validationLoss: 0.6 }];
 * console.log(toSvg(lossPlot(history)).slice(0, 4)); // → <svg
 */
export function lossPlot(history: readonly Epoch[], options: LossPlotOptions = {}): Figure {
  const [width, height] = readSize(options, 480, 280, where);
  checkText(options.title, 'title', where);
  const losses = readHistory(history);
  const reference = readReference(options.reference);
  const domain =
    options.limits === undefined ? lossRange(losses, reference?.value) : readLimits(options.limits);
  const heading = edge + (options.title === undefined ? 0 : headingSize + 10);
  const legend = legendOf(keysOf(losses, reference), width - 2 * edge);
  const top = heading + legend.height + 8;
  const y = makeScale({
    domain,
    length: height - top - below,
    count: 4,
    label: words('loss'),
    side: 'left',
  });
  const labelOffset = 15 + Math.max(...y.ticks.map((tick) => measure(words(tick.label))));
  const left = Math.ceil(edge + labelOffset + measure(y.label ?? []));
  const frame = [left, top, width - left - 2 * edge, height - top - below] as const;
  const above = [Math.min(left, width - edge - legend.width), heading, legend.width, legend.height] as const;
  return {
    width,
    height,
    title: options.title ?? 'Training and validation loss',
    ...(options.title === undefined ? {} : { heading: splitShifted(options.title) }),
    description: describe(losses, domain, reference),
    panels: [panelOf(losses, frame, { ...y, labelOffset }, reference)],
    notes: { frame: above, columns: legend.columns, lines: legend.lines },
  };
}

function panelOf(losses: History, frame: Panel['frame'], y: Scale, reference: Reference): Panel {
  const { epochs, best } = losses;
  const [first, last] = [epochs[0] ?? 1, epochs.at(-1) ?? 1];
  const across: [number, number] =
    first === last ? [first - 1, last + 1] : [first, last + 0.02 * (last - first)];
  const x = makeScale({ domain: across, length: frame[2], count: 5, label: words('epoch'), side: 'bottom' });
  const marks: Mark[] = [
    { type: 'line', x: epochs, y: losses.train, tone: 'axis', dash: 1 },
    { type: 'line', x: epochs, y: losses.validation, tone: 'draws-0' },
  ];
  if (epochs.length === 1) {
    marks.push({ type: 'dots', x: epochs, y: losses.validation, tone: 'draws-0', strength: 1 });
  }
  if (reference !== undefined) {
    marks.push({ type: 'rule', axis: 'y', at: reference.value, tone: 'draws-1', dash: 2 });
  }
  if (best >= 0) {
    const place = { x: epochs[best] as number, y: losses.validation[best] as number };
    marks.push({ type: 'marker', ...place, tone: 'point-0', shape: 0 });
  }
  return {
    cell: [0, 0],
    frame,
    x: { ...x, ticks: x.ticks.filter(({ at }) => Number.isInteger(at)) },
    y,
    marks,
  };
}

/** The keys in a row above the panel, where no curve can cross them; in two rows where one is too wide. */
function legendOf(keys: readonly Key[], width: number): ReturnType<typeof block> {
  const row = block([{ type: 'keys', keys: [...keys] }]);
  if (row.width <= width) return row;
  const half = Math.ceil(keys.length / 2);
  return block([keys.slice(0, half), keys.slice(half)].map((part) => ({ type: 'keys', keys: part })));
}

type Reference = { readonly value: number; readonly label: string } | undefined;

function keysOf(losses: History, reference: Reference): Key[] {
  const line = (tone: Key['tone'], style: number, text: string): Key => ({
    sign: 'line',
    tone,
    strength: 1,
    style,
    label: words(text),
  });
  const keys = [line('draws-0', 0, 'validation'), line('axis', 1, 'training')];
  if (losses.best >= 0) {
    const value = fixed(losses.validation[losses.best] as number, 3);
    const label = words(`best: ${value}, epoch ${losses.epochs[losses.best]}`);
    keys.push({ sign: 'marker', tone: 'point-0', strength: 1, style: 0, label });
  }
  return reference === undefined
    ? keys
    : [...keys, line('draws-1', 2, `${reference.label}: ${fixed(reference.value, 3)}`)];
}

function readHistory(history: readonly Epoch[]): History {
  must(Array.isArray(history), 'history', 'be a list of epochs', show(history), where);
  must(history.length > 0, 'history', 'hold at least one epoch', 'none', where);
  for (const [i, report] of history.entries()) {
    for (const name of ['trainLoss', 'validationLoss'] as const) {
      const value: unknown = report?.[name];
      must(typeof value === 'number', `history[${i}].${name}`, 'be a number', show(value), where);
    }
    const number = report.epoch ?? i + 1;
    const isAfter = Number.isFinite(number) && number > (i === 0 ? -1 : (history[i - 1]?.epoch ?? i));
    must(isAfter, `history[${i}].epoch`, 'rise from epoch to epoch', show(report.epoch), where);
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

function readReference(reference: LossPlotOptions['reference']): Reference {
  if (reference === undefined) return undefined;
  const { value, label } =
    typeof reference === 'number' ? { value: reference, label: 'reference' } : reference;
  must(Number.isFinite(value), 'reference', 'be a finite loss', show(value), where);
  checkText(label, 'reference.label', where);
  return { value, label };
}

function readLimits(limits: readonly [number, number]): readonly [number, number] {
  const isPair =
    Array.isArray(limits) && limits.length === 2 && limits.every(Number.isFinite) && limits[0] < limits[1];
  must(isPair, 'limits', 'be [low, high] with low < high', show(limits), where);
  return limits;
}

/** From the least loss up to what the losses after the first tenth reach, and a quarter more. */
function lossRange(losses: History, reference: number | undefined): [number, number] {
  const skipped = Math.floor(losses.epochs.length / 10);
  const finite = (values: readonly number[]): number[] => values.filter(Number.isFinite);
  const all = finite([
    ...losses.validation,
    ...losses.train,
    ...(reference === undefined ? [] : [reference]),
  ]);
  const later = finite([...losses.validation.slice(skipped), ...losses.train.slice(skipped)]);
  if (later.length === 0) return [0, 1];
  const low = Math.min(...all);
  const high = Math.min(Math.max(...all), low + (1 + rangeAbove) * (Math.max(...later) - low));
  const pad = 0.06 * (high - low) || 0.5;
  return [low - pad, high + pad];
}

function describe(losses: History, [, high]: readonly [number, number], reference: Reference): string {
  const count = losses.epochs.length;
  const missing = [...losses.train, ...losses.validation].filter(Number.isNaN).length;
  const above = losses.validation.filter((loss) => loss > high).length;
  const best =
    losses.best < 0
      ? 'No validation loss is finite.'
      : `The least validation loss is ${fixed(losses.validation[losses.best] as number, 3)} at epoch ${losses.epochs[losses.best]}.`;
  return [
    `Training and validation loss of ${formatCount(count)} ${count === 1 ? 'epoch' : 'epochs'}.`,
    best,
    ...(above > 0 ? [`${formatCount(above)} of the validation losses lie above the frame.`] : []),
    ...(missing > 0 ? [`${formatCount(missing)} losses are not finite and not drawn.`] : []),
    ...(reference === undefined ? [] : [`${reference.label} at ${fixed(reference.value, 3)}.`]),
  ].join(' ');
}
