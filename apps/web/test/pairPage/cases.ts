import { gaussianNoise } from './noise.ts';

/** Draws to look at, with what a page knows of them. */
export interface Case {
  readonly names: readonly string[];
  readonly limits: readonly (readonly [number, number])[];
  readonly support?: readonly (readonly [number, number])[];
  readonly points?: readonly number[];
  /** One draw from the posterior at an observation moved by `shift`. */
  readonly draw: (noise: Noise, shift: number) => readonly number[];
}

export interface Noise {
  uniform(): number;
  normal(): number;
}

const box = (count: number, low: number, high: number): [number, number][] =>
  Array.from({ length: count }, () => [low, high]);
const thetas = (count: number): string[] => Array.from({ length: count }, (_, i) => `theta_${i + 1}`);

/** Two crescents, a hundredth thick: Greenberg, Nonnenmacher and Macke 2019, *Automatic posterior transformation*, A.1. */
const twoMoons: Case = {
  names: thetas(2),
  limits: box(2, -1, 1),
  support: box(2, -1, 1),
  draw: ({ uniform, normal }, shift) => {
    const angle = Math.PI * (uniform() - 0.5);
    const radius = 0.1 + 0.01 * normal();
    const sum = (uniform() < 0.5 ? -1 : 1) * (radius * Math.cos(angle) + 0.25 - shift);
    const difference = shift - radius * Math.sin(angle);
    return [(sum - difference) / Math.SQRT2, (sum + difference) / Math.SQRT2];
  },
};

/** Three normal parameters, as in the tutorial. */
const gaussian: Case = {
  names: thetas(3),
  limits: box(3, -2, 2),
  support: box(3, -2, 2),
  points: [-0.3, 0.2, 0.9],
  draw: ({ normal }, shift) => [-0.27, 0.22, 0.84].map((mean) => mean + shift + 0.1 * normal()),
};

/** Half of it would lie past the end of the prior. */
const wall: Case = {
  names: ['rate', 'offset'],
  limits: [
    [0, 10],
    [-5, 5],
  ],
  support: [
    [0, 10],
    [-5, 5],
  ],
  draw: ({ uniform, normal }, shift) => [-1.2 * Math.log(1 - uniform()), 5 - Math.abs(normal() + shift)],
};

/** Of very different shapes: correlated, skewed, with far tails. */
const five: Case = {
  names: ['beta', 'gamma', 'R_0', 't_max', 'growth_rate'],
  limits: [
    [-4, 4],
    [-4, 4],
    [0, 12],
    [-6, 6],
    [0, 20000],
  ],
  support: [
    [-4, 4],
    [-4, 4],
    [0, Number.POSITIVE_INFINITY],
    [-6, 6],
    [0, Number.POSITIVE_INFINITY],
  ],
  points: [0.2, 0.5, 1, 0, 1000],
  draw: ({ normal }, shift) => {
    const [a, b, c, d, e] = Array.from({ length: 5 }, normal) as [number, number, number, number, number];
    return [
      a + shift,
      0.9 * a + 0.4 * b,
      Math.exp(0.5 * c),
      a * b * 0.6 + 0.3 * d,
      1000 * Math.exp(0.4 * e + 0.5 * c),
    ];
  },
};

const eight: Case = {
  names: ['alpha', 'beta', 'gamma', 'delta', 'z_1', 'z_2', 'sigma_1', 'sigma_2'],
  limits: [
    [0, 2],
    [0, 0.2],
    [0, 2],
    [0, 0.2],
    [0, 100],
    [0, 100],
    [0, 2],
    [0, 2],
  ],
  support: box(8, 0, Number.POSITIVE_INFINITY),
  draw: ({ normal }) => {
    const common = normal();
    return [0.55, 0.028, 0.8, 0.024, 33, 6, 0.25, 0.25].map(
      (middle, i) => middle * Math.exp(0.12 * ((i % 2 ? -1 : 1) * common * 0.8 + 0.6 * normal())),
    );
  },
};

const one: Case = {
  ...gaussian,
  names: ['mu'],
  limits: box(1, -2, 2),
  support: box(1, -2, 2),
  points: [-0.3],
  draw: ({ normal }) => [-0.27 + 0.1 * normal()],
};

export const cases: Readonly<Record<string, Case>> = { one, twoMoons, gaussian, wall, five, eight };

/** Draws of a case, row-major; the same noise for every shift. */
export function drawCase({ names, draw }: Case, rows: number, shift = 0, seed = 1): Float32Array {
  const noise = gaussianNoise(seed);
  const data = new Float32Array(rows * names.length);
  for (let row = 0; row < rows; row++) data.set(draw(noise, shift), row * names.length);
  return data;
}
