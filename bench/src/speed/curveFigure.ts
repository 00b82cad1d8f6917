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

/** 1, 2, 5, 10, … within a range; of many decades only the tens. */
function decades(values: readonly number[]): number[] {
  const [low, high] = [Math.log10(Math.min(...values)), Math.log10(Math.max(...values))];
  const steps = high - low > 2.5 ? [1] : [1, 2, 5];
  const found: number[] = [];
  for (let power = Math.floor(low); power <= Math.ceil(high); power++) {
    for (const step of steps) {
      const value = step * 10 ** power;
      if (Math.log10(value) >= low - 0.05 && Math.log10(value) <= high + 0.05) found.push(value);
    }
  }
  return found;
}

function short(value: number): string {
  return value >= 1000 ? value.toLocaleString('en') : `${Number(value.toPrecision(3))}`;
}
