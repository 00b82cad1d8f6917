import { type Matrix, matrixOf } from '@sbi/core';
import { type Figure, pairPlot, predictivePlot } from '@sbi/plots';

/** How the x of a problem is drawn: as series over what they stand at. */
interface View {
  readonly channels: readonly string[];
  readonly at?: readonly number[];
  readonly axis: string;
  /** Whether x holds one channel after the other, and not one time after the other. */
  readonly byChannel?: true;
}

const count = (from: number, to: number, step = 1) =>
  Array.from({ length: Math.round((to - from) / step) + 1 }, (_, i) => from + i * step);

const VIEWS: Readonly<Record<string, View>> = {
  sir: { channels: ['positive tests'], at: count(0, 153, 17), axis: 'day' },
  'lotka-volterra': { channels: ['prey', 'predators'], axis: 'time', byChannel: true },
  'lynx-hare': { channels: ['hares', 'lynxes'], at: count(1900, 1920), axis: 'year' },
  influenza: { channels: ['boys in bed'], at: count(1, 14), axis: 'day' },
  supernovae: { channels: ['magnitude'], axis: 'bin of redshift' },
};
/** Hundreds of zeros and ones make no picture. */
const NOT_DRAWN: readonly string[] = ['bernoulli-glm-raw'];
/** Up to so many numbers without an order are drawn two by two. */
const MOST_PAIRS = 6;

/** Predictions of one or several posteriors with what was observed: a fan over a series, or pairs of a few numbers; of some, none. */
export function predictionFigure(
  problem: string,
  predicted: Readonly<Record<string, Matrix>>,
  observed: ArrayLike<number>,
): Figure | undefined {
  if (NOT_DRAWN.includes(problem)) return undefined;
  const { length } = observed;
  const view = VIEWS[problem];
  const several = Object.keys(predicted).length > 1 ? predicted : (Object.values(predicted)[0] as Matrix);
  if (view === undefined && length <= MOST_PAIRS) {
    const labels = Array.from({ length }, (_, i) => `x_${i + 1}`);
    return pairPlot(several, { labels, points: [Array.from(observed)], numbers: false });
  }
  const { channels = [''], at, axis = 'entry of x', byChannel } = view ?? {};
  const order = byChannel ? timeByTime(length, channels.length) : undefined;
  const sorted = (table: Matrix) => (order ? columnsOf(table, order) : table);
  const tables = Object.fromEntries(
    Object.entries(predicted).map(([name, table]) => [name, sorted(table)] as const),
  );
  const draws = several === predicted ? tables : (Object.values(tables)[0] as Matrix);
  const values = Array.from(order ?? observed, (value) => (order ? (observed[value] as number) : value));
  const named = channels[0] === '' ? {} : { channels };
  return predictivePlot(draws, values, { ...named, ...(at && { at }), axis });
}

/** Whether predictions of this problem are drawn as a fan. */
export function isSeries(problem: string, length: number): boolean {
  return VIEWS[problem] !== undefined || length > MOST_PAIRS;
}

/** Where the entries of a series stand that holds one channel after the other. */
function timeByTime(length: number, channels: number): number[] {
  const times = length / channels;
  return Array.from({ length }, (_, i) => (i % channels) * times + Math.floor(i / channels));
}

function columnsOf({ data, rows, columns }: Matrix, order: readonly number[]): Matrix {
  const sorted = new Float32Array(data.length);
  for (let i = 0; i < rows; i++) {
    order.forEach((column, j) => {
      sorted[i * columns + j] = data[i * columns + column] as number;
    });
  }
  return matrixOf(sorted, columns);
}
