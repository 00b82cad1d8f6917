import type { Figure, Key, Mark, Scale, Tick, Tone } from '@sbi/plots';
import type { Curve } from './curves.ts';
import type { Name } from './peers.ts';

/** What each peer is called in pictures and tables. */
const LABELS: Readonly<Record<Name, string>> = {
  ours: 'ours',
  plain: 'plain tf ops (wasm)',
  sbi: 'Python sbi (torch)',
  jax: 'flowjax (JAX)',
};
const ORDER: readonly Name[] = ['ours', 'plain', 'sbi', 'jax'];

const WIDTH = 480;
const HEIGHT = 280;
const FRAME = [64, 52, 396, 176] as const;

/** A curve over logarithmic axes, in plain marks of @sbi/plots. */
export function curveFigure({ title, axis, yAxis, x, y }: Curve): Figure {
  const names = ORDER.filter((name) => y[name] !== undefined);
  const across = x.map(Math.log10);
  const all = names.flatMap((name) => y[name] ?? []);
  const marks = names.flatMap((name, i): Mark[] => {
    const tone: Tone = `draws-${i}`;
    const values = (y[name] ?? []).map(Math.log10);
    return [
      { type: 'line', x: across, y: values, tone, dash: i },
      { type: 'dots', x: across, y: values, tone, strength: 1, size: 5 },
    ];
  });
  const keys = names.map((name, i): Key => {
    const label = [{ text: LABELS[name] }];
    return { sign: 'line', tone: `draws-${i}`, strength: 1, style: i, label };
  });
  const described = names.map((name) => `${LABELS[name]} ${(y[name] ?? []).map(short).join(', ')}`);
  return {
    width: WIDTH,
    height: HEIGHT,
    title,
    description: `${yAxis} at ${axis} ${x.join(', ')}: ${described.join('; ')}.`,
    panels: [
      {
        cell: [0, 0],
        frame: FRAME,
        x: { ...scaleOf(x, x), label: [{ text: axis }], side: 'bottom' },
        y: { ...scaleOf(all, decades(all)), label: [{ text: yAxis }], side: 'left', labelOffset: 34 },
        marks,
      },
    ],
    notes: { frame: [FRAME[0], 14, FRAME[2], 30], columns: [], lines: linesOf(keys) },
  };
}

function linesOf(keys: readonly Key[]) {
  const line = (some: readonly Key[]) => ({ type: 'keys', keys: some }) as const;
  return keys.length > 3 ? [line(keys.slice(0, 2)), line(keys.slice(2))] : [line(keys)];
}

/** Logarithms to the base 10, with numbers at some values. */
function scaleOf(values: readonly number[], at: readonly number[]): Pick<Scale, 'domain' | 'ticks'> {
  const [low, high] = [Math.log10(Math.min(...values)), Math.log10(Math.max(...values))];
  const pad = 0.06 * (high - low) || 0.1;
  const ticks = at.map((value): Tick => ({ at: Math.log10(value), label: short(value) }));
  return { domain: [low - pad, high + pad], ticks };
}

/** Round numbers of a decade, from few to many. */
const STEPS = [[1], [1, 2, 5], [1, 1.5, 2, 3, 5, 7]];

/** Round numbers within a range: as few as make three. */
function decades(values: readonly number[]): readonly number[] {
  const [low, high] = [Math.log10(Math.min(...values)) - 0.05, Math.log10(Math.max(...values)) + 0.05];
  const powers = Array.from(
    { length: Math.ceil(high) - Math.floor(low) },
    (_, k) => 10 ** (Math.floor(low) + k),
  );
  const found = STEPS.map((steps) =>
    powers
      .flatMap((power) => steps.map((step) => step * power))
      .filter((value) => Math.log10(value) >= low && Math.log10(value) <= high),
  );
  return found.find((ticks) => ticks.length >= 3) ?? (found.at(-1) as number[]);
}

function short(value: number): string {
  return value >= 1000 ? value.toLocaleString('en') : `${Number(value.toPrecision(3))}`;
}
