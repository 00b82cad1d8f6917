import { describe, expect, it } from 'vitest';
import { darkTheme, lightTheme } from '../src/index.ts';

type Triple = readonly [number, number, number];

/** Full dichromacies: what linear red, green and blue look like. Machado, Oliveira and Fernandes 2009, table 1. */
const visions: Readonly<Record<string, readonly Triple[]>> = {
  'all colours': [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  'no red (protanopia)': [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  'no green (deuteranopia)': [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  'no blue (tritanopia)': [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

/** Six times the least difference that is seen at all (2.3 in CIE 1976): told apart at a glance, as thin lines too. */
const clear = 6 * 2.3;

describe.each(Object.entries(visions))('eyes that see %s', (_, matrix) => {
  it.each([
    ['light', lightTheme],
    ['dark', darkTheme],
  ])('tell the sample sets, truth and second point of the %s theme apart', (_name, theme) => {
    const colours = [...theme.draws, ...theme.points.slice(0, 2)].map((hex) =>
      lab(seen(linear(hex), matrix)),
    );
    const distances = colours.flatMap((a, i) =>
      colours.slice(i + 1).map((b) => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2])),
    );
    expect(Math.min(...distances)).toBeGreaterThan(clear);
  });
});

function linear(hex: string): Triple {
  return [1, 3, 5].map((at) => {
    const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as unknown as Triple;
}

function seen(colour: Triple, matrix: readonly Triple[]): Triple {
  return matrix.map((row) => Math.min(1, Math.max(0, dot(row, colour)))) as unknown as Triple;
}

/** CIE L*a*b* of linear sRGB under D65. */
function lab(colour: Triple): Triple {
  const [x, y, z] = [
    dot([0.4124, 0.3576, 0.1805], colour) / 0.95047,
    dot([0.2126, 0.7152, 0.0722], colour),
    dot([0.0193, 0.1192, 0.9505], colour) / 1.08883,
  ].map((value) => (value > 0.008856 ? Math.cbrt(value) : 7.787 * value + 16 / 116)) as [
    number,
    number,
    number,
  ];
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

function dot(a: Triple, b: Triple): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}
