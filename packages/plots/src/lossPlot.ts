import { must, show } from './errors.ts';
import type { Figure, Key, Mark, Panel, Scale, Tone } from './figure.ts';
import { type Epoch, type History, readHistories } from './input/histories.ts';
import { checkText } from './input/input.ts';
import type { Several } from './input/several.ts';
import { readSize, type SizeOptions } from './input/size.ts';
import { edge } from './layout/pairLayout.ts';
import { block, flow } from './notes/block.ts';
import { makeScale } from './scale.ts';
import { headingSize, measure } from './text/measure.ts';
import { fixed, formatCount } from './text/number.ts';
import { plainText, splitShifted, type Text, words } from './text/text.ts';

/** What `lossPlot` takes. */
export interface LossPlotOptions extends SizeOptions {
  /** A loss to compare with, such as the least possible one, drawn as a line across. */
  readonly reference?: number | { readonly value: number; readonly label: string };
  /** Drawn range of losses. Default: what follows the first tenth of the epochs, and more. */
  readonly limits?: readonly [number, number];
  /** Names of several trainings for the legend. Default: the keys of a record. */
  readonly legend?: readonly string[];
  /** Drawn above the panel. Default: none, for a caption in the document. */
  readonly title?: string;
}

const where = 'lossPlot';
const below = 40;
/** Losses shown above those after the first tenth of the epochs, as a share of their range. */
const rangeAbove = 0.25;

/**
 * Training and validation loss after every epoch, the best epoch marked.
 *
 * The first epochs may lie above the frame, so that the later ones can be told apart; the description says how many.
 * Losses that are not finite interrupt their line. Of several trainings the validation losses are drawn.
 *
 * @param history one report an epoch, or a list or record of such histories to compare
 * @throws PlotError for an empty history or losses that are not numbers
 * @example
 * import { lossPlot, toSvg } from '@sbi/plots';
 * const history = [{ trainLoss: 1, validationLoss: 1.1 }, { trainLoss: 0.4, validationLoss: 0.6 }];
 * console.log(toSvg(lossPlot(history)).slice(0, 4)); // → <svg
 */
export function lossPlot(history: Several<readonly Epoch[]>, options: LossPlotOptions = {}): Figure {
  const [width, height] = readSize(options, 480, 280, where);
  checkText(options.title, 'title', where);
  const losses = readHistories(history, options.legend, where);
  const reference = readReference(options.reference);
  const domain =
    options.limits === undefined ? rangeOfAll(losses, reference?.value) : readLimits(options.limits);
  const heading = edge + (options.title === undefined ? 0 : headingSize + 10);
  // In rows above the panel, where no curve can cross them.
  const legend = block(flow(keysOf(losses, reference), width - 2 * edge));
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

function panelOf(losses: readonly History[], frame: Panel['frame'], y: Scale, reference: Reference): Panel {
  const first = Math.min(...losses.map(({ epochs }) => epochs[0] ?? 1));
  const last = Math.max(...losses.map(({ epochs }) => epochs.at(-1) ?? 1));
  const across: [number, number] =
    first === last ? [first - 1, last + 1] : [first, last + 0.02 * (last - first)];
  const x = makeScale({ domain: across, length: frame[2], count: 5, label: words('epoch'), side: 'bottom' });
  const compared: Mark[] =
    reference === undefined
      ? []
      : [{ type: 'rule', axis: 'y', at: reference.value, tone: referenceTone(losses), dash: 2 }];
  return {
    cell: [0, 0],
    frame,
    x: { ...x, ticks: x.ticks.filter(({ at }) => Number.isInteger(at)) },
    y,
    marks: [
      ...losses.flatMap((one) => curvesOf(one, losses.length > 1)),
      ...compared,
      ...losses.flatMap(bestOf),
    ],
  };
}

function curvesOf({ epochs, train, validation, tone, dash }: History, isShared: boolean): Mark[] {
  const line: Mark = { type: 'line', x: epochs, y: validation, tone, dash };
  const training: Mark = { type: 'line', x: epochs, y: train, tone: 'axis', dash: 1 };
  const lines = isShared ? [line] : [training, line];
  return epochs.length > 1
    ? lines
    : [...lines, { type: 'dots', x: epochs, y: validation, tone, strength: 1 }];
}

/** The best epoch; of several trainings each has a sign of its own. */
function bestOf({ epochs, validation, best }: History, index: number): Mark[] {
  if (best < 0) return [];
  const place = { x: epochs[best] as number, y: validation[best] as number };
  return [{ type: 'marker', ...place, tone: `point-${index}`, shape: index }];
}

/** The first colour that no training has. */
function referenceTone(losses: readonly History[]): Tone {
  return `draws-${losses.length}`;
}

type Reference = { readonly value: number; readonly label: string } | undefined;

function keysOf(losses: readonly History[], reference: Reference): Key[] {
  const line = (tone: Tone, style: number, label: Text): Key => ({
    sign: 'line',
    tone,
    strength: 1,
    style,
    label,
  });
  const isShared = losses.length > 1;
  const curves = isShared
    ? losses.map(({ label = [], tone, dash }) => line(tone, dash, label))
    : [line('draws-0', 0, words('validation')), line('axis', 1, words('training'))];
  const marks = losses.flatMap(({ best, validation, epochs }, index): Key[] => {
    if (best < 0) return [];
    const label = words(`best: ${fixed(validation[best] as number, 3)}, epoch ${epochs[best]}`);
    return [{ sign: 'marker', tone: `point-${index}`, strength: 1, style: index, label }];
  });
  const keys = isShared
    ? curves.flatMap((curve, i) => [curve, ...marks.slice(i, i + 1)])
    : [...curves, ...marks];
  if (reference === undefined) return keys;
  const text = words(`${reference.label}: ${fixed(reference.value, 3)}`);
  return [...keys, line(referenceTone(losses), 2, text)];
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

/** What all trainings need. */
function rangeOfAll(losses: readonly History[], reference: number | undefined): [number, number] {
  const ranges = losses.map((one) => lossRange(one, reference));
  return [Math.min(...ranges.map(([low]) => low)), Math.max(...ranges.map(([, high]) => high))];
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

function describe(
  losses: readonly History[],
  domain: readonly [number, number],
  reference: Reference,
): string {
  return [
    ...losses.map((one) => describeOne(one, domain)),
    ...(reference === undefined ? [] : [`${reference.label} at ${fixed(reference.value, 3)}.`]),
  ].join(' ');
}

function describeOne(losses: History, [, high]: readonly [number, number]): string {
  const count = losses.epochs.length;
  const missing = [...losses.train, ...losses.validation].filter(Number.isNaN).length;
  const above = losses.validation.filter((loss) => loss > high).length;
  const best =
    losses.best < 0
      ? 'No validation loss is finite.'
      : `The least validation loss is ${fixed(losses.validation[losses.best] as number, 3)} at epoch ${losses.epochs[losses.best]}.`;
  const epochs = `${formatCount(count)} ${count === 1 ? 'epoch' : 'epochs'}`;
  const start =
    losses.label === undefined
      ? `Training and validation loss of ${epochs}.`
      : `Validation loss of ${plainText(losses.label)}, ${epochs}.`;
  return [
    start,
    best,
    ...(above > 0 ? [`${formatCount(above)} of the validation losses lie above the frame.`] : []),
    ...(missing > 0 ? [`${formatCount(missing)} losses are not finite and not drawn.`] : []),
  ].join(' ');
}
