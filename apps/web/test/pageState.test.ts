import { Rng } from '@sbi/core';
import { describe, expect, it } from 'vitest';
import { modelHash } from '../src/state/modelHash.ts';
import { LONGEST_SOURCE, packText } from '../src/state/packedText.ts';
import {
  decodeState,
  defaultState,
  encodeState,
  type KnownNames,
  type PageState,
} from '../src/state/pageState.ts';
import { StateError } from '../src/state/stateError.ts';
import { hostileAddresses } from './hostileAddresses.ts';

const known: KnownNames = {
  views: ['explore', 'train', 'own'],
  problems: ['gaussian', 'two-moons', 'own'],
  backends: ['webgpu', 'wasm', 'cpu'],
  settings: { simulations: [10, 1_000_000], epochs: [1, 10_000], flow: ['maf', 'spline'] },
};

const full: PageState = {
  view: 'own',
  problem: 'two-moons',
  seed: 4_294_967_295,
  settings: { simulations: 2000, epochs: 7, flow: 'spline' },
  x: [0.1, -2.5, 1e-12, 3.4e38, 123456.789, Math.fround(0.1), Math.PI],
  sight: {
    shown: [0, 2, 11],
    brushes: [
      { column: 0, low: -0.1, high: Math.PI },
      { column: 2, low: 1e-12, high: 1e-12 },
    ],
    kept: [0.5, -2.5, 1e-7],
  },
  model: 'ab'.repeat(32),
  source: 'export const simulator = (θ, rng) => [θ[0] + 0.1 * rng.normal()]; // "naïve" </script> 🎲\n',
  backend: 'wasm',
};

const read = (address: string) => decodeState(new URL(address, 'https://example.org/some/where/'), known);
const lineOf = (address: string) =>
  read(address).then(
    (state) => expect.fail(`a state: ${JSON.stringify(state)}`),
    (error) => (error instanceof StateError ? error.message : expect.fail(String(error))),
  );

describe('a link', () => {
  it('holds the state of the page', async () => {
    const link = `#${await encodeState(full, known)}`;
    const state = await read(link);
    const { x, ...rest } = full;
    expect(state).toEqual({ ...rest, x: expect.anything() });
    expect(state.x?.map(Math.fround)).toEqual(x?.map(Math.fround));
    expect(`#${await encodeState(state, known)}`).toBe(link);
    expect(link).toMatch(/^[\w#=&.,+-]+$/); // nothing that a mail program would break
  });

  it('of the page as it opens says its problem alone', async () => {
    expect(await encodeState(defaultState(known), known)).toBe('problem=gaussian');
    expect(await read('')).toEqual(defaultState(known));
  });

  it('asks after the ? too, and the # goes before', async () => {
    expect(await read('?backend=wasm&seed=3#seed=4')).toMatchObject({ backend: 'wasm', seed: 4 });
  });

  it('keeps any state, many times over', async () => {
    const rng = Rng.fromSeed(1);
    for (let i = 0; i < 200; i++) {
      const x = Array.from({ length: 1 + rng.int(50) }, () => Math.fround(rng.normal() * 10 ** rng.int(20)));
      const source = String.fromCodePoint(...x.map(() => rng.int(0xd7ff)));
      const state = { ...full, seed: rng.int(2 ** 32), x, source };
      const got = await read(`#${await encodeState(state, known)}`);
      expect(got).toEqual({ ...state, x: got.x });
      expect(got.x?.map(Math.fround)).toEqual(x);
    }
  });

  it('is refused for a simulator too long for it', async () => {
    const source = 'x'.repeat(LONGEST_SOURCE + 1);
    await expect(encodeState({ ...full, source }, known)).rejects.toThrow(
      "The simulator must have at most 20000 characters to fit into a link; received '20001 characters'.",
    );
  });
});

describe('an address that the page did not write', () => {
  it.each([
    [
      '?bakend=wasm',
      "The address must ask for view, problem, seed, x, shown, brush, kept, model, source, backend, simulations, epochs, flow only; received 'bakend'.",
    ],
    ['#seed=1&seed=2', "The address must say each thing once; received 'seed twice'."],
    ['#view=admin', "view must be one of explore, train, own; received 'admin'."],
    ['#problem=__proto__', "problem must be one of gaussian, two-moons, own; received '__proto__'."],
    ['?backend=gpu%22%5D', "backend must be one of webgpu, wasm, cpu; received 'gpu\"]'."],
    ['#seed=-1', "seed must be a whole number from 0 to 4294967295; received '-1'."],
    ['#seed=4294967296', "seed must be a whole number from 0 to 4294967295; received '4294967296'."],
    ['#simulations=many', "simulations must be a whole number from 10 to 1000000; received 'many'."],
    ['#simulations=9', "simulations must be a whole number from 10 to 1000000; received '9'."],
    ['#flow=toString', "flow must be one of maf, spline; received 'toString'."],
    ['#x=1,2,oops', "x must be finite numbers between commas; received 'oops'."],
    ['#x=', "x must be finite numbers between commas; received ''."],
    ['#x=1e99', "x must be finite numbers between commas; received '1e99'."],
    [`#x=${'1,'.repeat(5000)}1`, "x must have at most 4096 numbers; received '5001 numbers'."],
    ['#shown=2,1', "shown must be numbers of parameters, rising from 1; received '2,1'."],
    ['#shown=0', "shown must be numbers of parameters, rising from 1; received '0'."],
    ['#brush=1,2', "brush must be threes of a parameter’s number, a low end and a high end; received '1,2'."],
    [
      '#brush=1,3,2',
      "brush must be threes of a parameter’s number, a low end and a high end; received '1,3,2'.",
    ],
    ['#brush=1,2,3,1,2,3', "brush must name each parameter once, rising; received '1,1'."],
    ['#kept=1,%3Cb%3E', "kept must be finite numbers between commas; received '<b>'."],
    ['#model=abc', "model must be a SHA-256, 64 hexadecimal digits; received 'abc'."],
    ['#source=AAAA', "source must be up to 20000 characters, packed by this page; received 'AAAA'."],
    [
      '#source=%3Cscript%3E',
      "source must be up to 20000 characters, packed by this page; received '<script>'.",
    ],
    [
      `#${'y'.repeat(100_001)}`,
      "The address must have at most 100000 characters; received '100002 characters'.",
    ],
    ['#view=a%00%0a%E2%80%AEb', "view must be one of explore, train, own; received 'a���b'."],
  ])('%.40s', async (address, line) => expect(await lineOf(address)).toBe(line));

  it('does not unpack a text of gigabytes', async () => {
    const bomb = await packText('0'.repeat(60_000_000));
    expect(bomb.length).toBeLessThan(90_000);
    expect(await lineOf(`#source=${bomb}`)).toMatch(/^source must be up to 20000 characters.*\.$/);
  });

  it('gives a state or one line, whatever it is', async () => {
    let states = 0;
    let lines = 0;
    for (const address of hostileAddresses(5000)) {
      const outcome = await read(address).catch((error) => error);
      if (outcome instanceof StateError) {
        lines++;
        expect(outcome.message).toMatch(/^[^\p{Cc}\u2028\u2029]{1,400}\.$/u);
      } else {
        states++;
        expect(known.views).toContain(outcome.view);
        expect(known.problems).toContain(outcome.problem);
        expect(Object.getPrototypeOf(outcome)).toBe(Object.prototype);
        expect(outcome.x ?? []).not.toContainEqual(expect.not.toSatisfy(Number.isFinite));
      }
    }
    expect(states).toBeGreaterThan(500);
    expect(lines).toBeGreaterThan(1000);
  });
});

it('a model has the hash that sha256sum prints', async () => {
  expect(await modelHash(new TextEncoder().encode('abc'))).toBe(
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  );
});
