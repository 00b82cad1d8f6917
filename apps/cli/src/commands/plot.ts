import { extname } from 'node:path';
import { pairPlot, toPng, toSvg } from '@sbi/plots';
import type { Context } from '../context.ts';
import { drawIn } from '../picture.ts';
import { readTable } from '../read/table.ts';
import { UsageError } from '../usageError.ts';

export interface PlotOptions {
  readonly out?: string;
  readonly limits?: readonly (readonly [number, number])[];
  readonly bounds?: readonly (readonly [number, number])[];
  readonly points?: readonly (readonly number[])[];
  readonly labels?: readonly string[];
  readonly subset?: readonly string[];
  readonly title?: string;
}

/** Draws tables of samples as a pair plot: to an SVG or PNG file, or to the terminal. */
export async function plot(paths: readonly string[], options: PlotOptions, context: Context): Promise<void> {
  const { out } = options;
  const { screen, files, signal } = context;
  const kind = out === undefined ? 'terminal' : kindOf(out);
  if (out !== undefined) await files.expectWritable(out);
  const tables = [];
  for (const path of paths) tables.push(await readTable(path, signal));
  const { limits, bounds, points, labels, subset, title } = options;
  const several = paths.length > 1 ? { legend: paths } : {};
  const given = { limits: pairs(limits), bounds: pairs(bounds), points, labels, subset, title };
  const set = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const figure = pairPlot(tables, { ...several, ...set });
  signal.throwIfAborted();
  if (out === undefined) {
    screen.line(drawIn(screen, figure));
    return;
  }
  await files.write(out, kind === 'png' ? await toPng(figure) : toSvg(figure), signal);
  screen.line(`Written to ${out}.`);
}

/** One pair stands for all parameters. */
function pairs(list: readonly (readonly [number, number])[] | undefined) {
  return list?.length === 1 ? list[0] : list;
}

function kindOf(out: string): 'svg' | 'png' {
  const extension = extname(out).toLowerCase();
  if (extension === '.svg') return 'svg';
  if (extension === '.png') return 'png';
  throw new UsageError(`--out must end in .svg or .png; received ${JSON.stringify(out)}.`);
}
