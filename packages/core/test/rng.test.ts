import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Rng, ShapeError } from '../src/index.ts';
import { edges } from '../src/normalTables.ts';

interface Sums {
  readonly count: number;
  readonly sum: number;
  readonly last: number;
  readonly largest: number;
  readonly smallest: number;
}

interface Golden {
  readonly seeds: readonly [number, number[]][];
  readonly forks: readonly [string | number, number][];
  readonly path: readonly [(string | number)[], number];
  readonly uniform: readonly number[];
  readonly normal: readonly number[];
  readonly exponential: readonly number[];
  readonly gamma: readonly [number, number[]][];
  readonly int: readonly [number, number[]][];
  readonly permutation: readonly number[];
  readonly edges: readonly number[];
  readonly many: Record<'uniform' | 'normal' | 'exponential' | 'gamma', Sums>;
}

const golden = JSON.parse(readFileSync(new URL('./fixtures/rng.json', import.meta.url), 'utf8')) as Golden;

/** A generator in a given state, past the seed's hash: private to TypeScript, needed for published outputs. */
const inState = (...words: [number, number, number, number]): Rng =>
  Reflect.construct(Rng, [Uint32Array.from(words)]) as Rng;

const take = (count: number, draw: () => number): number[] => Array.from({ length: count }, draw);

describe('the generator', () => {
  it('is xoshiro128**: the outputs of the authors’ C code from the state 1, 2, 3, 4', () => {
    const rng = inState(1, 2, 3, 4);
    expect(take(10, () => rng.bits())).toEqual([
      11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804,
    ]);
  });

  it('makes uniforms on [0, 1) and finite exponentials of whatever bits come', () => {
    const stuck = (bits: number) => Object.assign(Rng.fromSeed(1), { bits: () => bits });
    expect(stuck(0).uniform()).toBe(0);
    expect(stuck(0xffffffff).uniform()).toBe(1 - 2 ** -53);
    expect(stuck(0xffffffff).exponential()).toBeCloseTo(53 * Math.LN2, 12);
    expect(stuck(0).exponential()).toBeCloseTo(0, 15);
    expect(stuck(0).normal()).not.toBe(0);
  });
});

describe('version 1 gives the draws of its description in Python (fixtures/rng.py), bit for bit:', () => {
  it.each(golden.seeds)('seed %d', (seed, expected) => {
    const rng = Rng.fromSeed(seed);
    expect(take(4, () => rng.bits())).toEqual(expected);
  });

  it.each(golden.forks)('fork(%j)', (label, expected) => {
    expect(Rng.fromSeed(1).fork(label).bits()).toBe(expected);
  });

  it('a path of forks', () => {
    const [labels, expected] = golden.path;
    expect(labels.reduce((rng: Rng, label) => rng.fork(label), Rng.fromSeed(1)).bits()).toBe(expected);
  });

  it.each(['uniform', 'normal', 'exponential'] as const)('%s', (kind) => {
    const rng = Rng.fromSeed(1);
    expect(take(golden[kind].length, () => rng[kind]())).toEqual(golden[kind]);
  });

  it.each(golden.gamma)('gamma(%d)', (shape, expected) => {
    const rng = Rng.fromSeed(1);
    expect(take(expected.length, () => rng.gamma(shape))).toEqual(expected);
  });

  it.each(golden.int)('int(%d)', (below, expected) => {
    const rng = Rng.fromSeed(1);
    expect(take(expected.length, () => rng.int(below))).toEqual(expected);
  });

  it('permutation', () => {
    const { permutation } = golden;
    expect([...Rng.fromSeed(1).permutation(permutation.length)]).toEqual(permutation);
  });

  it('the ziggurat’s edges', () => {
    expect([0, 2, 128, 255].map((i) => edges[i])).toEqual(golden.edges);
  });

  it.each([
    ['uniform', (rng: Rng) => rng.uniform()],
    ['normal', (rng: Rng) => rng.normal()],
    ['exponential', (rng: Rng) => rng.exponential()],
    ['gamma', (rng: Rng) => rng.gamma(0.7)],
  ] as const)('many of %s', (kind, draw) => {
    const rng = Rng.fromSeed(7);
    const draws = take(golden.many[kind].count, () => draw(rng));
    expect({
      count: draws.length,
      sum: draws.reduce((sum, value) => sum + value, 0),
      last: draws.at(-1),
      largest: draws.reduce((a, b) => Math.max(a, b)),
      smallest: draws.reduce((a, b) => Math.min(a, b)),
    }).toEqual(golden.many[kind]);
  });
});

describe('fork', () => {
  it('depends on the way from the seed and not on what was drawn', () => {
    const fresh = Rng.fromSeed(3).fork('a').fork(1).bits();
    const used = Rng.fromSeed(3);
    take(100, () => used.normal());
    used.fork('b').uniform();
    const child = used.fork('a');
    take(7, () => child.bits());
    expect(child.fork(1).bits()).toBe(fresh);
  });

  it('does not change the stream that is forked', () => {
    const [plain, forked] = [Rng.fromSeed(3), Rng.fromSeed(3)];
    forked.fork('a').bits();
    expect(forked.bits()).toBe(plain.bits());
  });

  it('tells labels apart by type, length and path, and takes −0 for 0', () => {
    const root = Rng.fromSeed(0);
    const streams = [
      root,
      root.fork(''),
      root.fork('1'),
      root.fork(1),
      root.fork('11'),
      root.fork('1').fork('1'),
      root.fork(11),
      root.fork('a\u0000'),
      root.fork('a'),
      root.fork('\ud83d'), // half a surrogate pair
      root.fork(0),
      root.fork(0).fork(0),
    ];
    expect(new Set(streams.map((rng) => rng.bits())).size).toBe(streams.length);
    expect(root.fork(-0).bits()).toBe(root.fork(0).bits());
    expect(Rng.fromSeed(-0).bits()).toBe(Rng.fromSeed(0).bits());
  });

  it('takes a label of a million characters', () => {
    expect(Rng.fromSeed(0).fork('a'.repeat(1e6)).bits()).not.toBe(
      Rng.fromSeed(0)
        .fork('a'.repeat(1e6 + 1))
        .bits(),
    );
  });
});

describe('what is refused, and how', () => {
  const rng = Rng.fromSeed(0);
  const loosely = rng as unknown as Record<string, (argument: unknown) => unknown>;

  it.each([
    [-1, '-1'],
    [1.5, '1.5'],
    [Number.NaN, 'NaN'],
    [2 ** 53, '9007199254740992'],
    ['1', '"1"'],
    [undefined, 'undefined'],
    [1n, 'a bigint'],
    [{}, 'an object'],
  ])('seed %s', (seed, received) => {
    const message = `seed must be an integer from 0 to 2^53 - 1; received ${received} (Rng.fromSeed).`;
    expect(() => Rng.from(seed as number)).toThrow(
      new ShapeError('seed', 'be an integer from 0 to 2^53 - 1', received, 'Rng.fromSeed'),
    );
    expect(() => Rng.fromSeed(seed as number)).toThrow(message);
  });

  it.each([
    [Number.NaN, 'NaN'],
    [Number.POSITIVE_INFINITY, 'Infinity'],
    [undefined, 'undefined'],
    [['a', 1], 'a list of 2 entries'],
    [Symbol('a'), 'Symbol(a)'],
  ])('label %s', (label, received) => {
    expect(() => loosely['fork']?.(label)).toThrow(
      `label must be a string or a finite number; received ${received} (Rng.fork).`,
    );
  });

  it.each([
    ['int', 0, 'below must be an integer from 1 to 2^32; received 0 (Rng.int).'],
    ['int', 2 ** 32 + 1, 'below must be an integer from 1 to 2^32; received 4294967297 (Rng.int).'],
    ['int', 1.5, 'below must be an integer from 1 to 2^32; received 1.5 (Rng.int).'],
    ['int', '6', 'below must be an integer from 1 to 2^32; received "6" (Rng.int).'],
    ['gamma', 0, 'shape must be a positive finite number; received 0 (Rng.gamma).'],
    ['gamma', -1, 'shape must be a positive finite number; received -1 (Rng.gamma).'],
    ['gamma', Number.NaN, 'shape must be a positive finite number; received NaN (Rng.gamma).'],
    ['gamma', '2', 'shape must be a positive finite number; received "2" (Rng.gamma).'],
    ['permutation', -1, 'n must be an integer from 0 to 2^31 - 1; received -1 (Rng.permutation).'],
    ['permutation', 2.5, 'n must be an integer from 0 to 2^31 - 1; received 2.5 (Rng.permutation).'],
    [
      'permutation',
      2 ** 31,
      'n must be an integer from 0 to 2^31 - 1; received 2147483648 (Rng.permutation).',
    ],
  ])('%s(%s)', (method, argument, message) => {
    expect(() => loosely[method]?.(argument)).toThrow(message);
  });

  it('takes the extremes that are allowed', () => {
    expect(rng.int(1)).toBe(0);
    expect(rng.int(2 ** 32)).toBeLessThan(2 ** 32);
    expect([...rng.permutation(0)]).toEqual([]);
    expect([...rng.permutation(1)]).toEqual([0]);
    for (const shape of [5e-324, 1e-300, 1e-5]) expect(rng.gamma(shape)).toBeGreaterThanOrEqual(0);
    expect(rng.gamma(1e300) / 1e300).toBeCloseTo(1, 12);
    expect(rng.gamma(Number.MAX_VALUE)).toBeGreaterThan(1e308);
    expect(Rng.from(rng)).toBe(rng);
  });
});
