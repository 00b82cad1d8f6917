import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Rng } from '@sbi/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { startWorkspace, type Workspace } from '../src/workspace.ts';

let workspace: Workspace;
const OWNER = {};
beforeAll(async () => {
  workspace = await startWorkspace();
  workspace.claim(OWNER, 2 ** 20);
});

const ULP = 2 ** -24;
const grid = (low: number, high: number, count = 8000) =>
  Float32Array.from({ length: count }, (_, i) => low + ((high - low) * i) / (count - 1));

function tanh(values: Float32Array): Float32Array {
  workspace.floats.set(values);
  workspace.run.tanhRows(0, 0, 0, values.length / 8, values.length / 8, 1);
  return workspace.floats.slice(0, values.length);
}

/** sigmoid, scale and ln scale of raw scales: the affine step of one coordinate at 0. */
function affine(raw: Float32Array) {
  const { floats, run } = workspace;
  const panels = raw.length / 8;
  const [network, logDet, r, z, coordinates] = [0, 2 ** 17, 2 ** 18, 2 ** 19, 2 ** 20 - 64];
  floats.fill(0);
  raw.forEach((value, i) => {
    floats[16 * (i >> 3) + 8 + (i & 7)] = value;
  });
  run.affine(z, r, network, logDet, coordinates, 1, 1, 2, panels);
  const at = (part: 0 | 8) => raw.map((_, i) => floats[16 * (i >> 3) + part + (i & 7)] as number);
  return { sigmoid: at(0), scale: at(8), logScale: floats.slice(logDet / 4, logDet / 4 + raw.length) };
}

describe('elementary functions', () => {
  it.each([
    [-12, 12],
    [-1, 1],
    [-1e-3, 1e-3],
    [-1e-30, 1e-30],
  ])('tanh is within 8 ulp of the true one on [%f, %f], and odd', (low, high) => {
    const values = grid(low, high);
    const got = tanh(values);
    const worst = values.reduce((most, value, i) => {
      const want = Math.tanh(value);
      return Math.max(most, Math.abs((got[i] as number) - want) / Math.max(Math.abs(want), 1e-35));
    }, 0);
    expect(worst).toBeLessThan(8 * ULP);
    expect(tanh(values.map((value) => -value))).toEqual(got.map((value) => -value));
  });

  it('tanh takes what is not finite as it should', () => {
    const got = tanh(
      Float32Array.of(Infinity, -Infinity, NaN, 1e38, -1e38, 0, -0, 100, ...new Float32Array(8)),
    );
    expect(Array.from(got, (value) => Math.round(value * 1e6) / 1e6)).toEqual([
      1,
      -1,
      NaN,
      1,
      -1,
      0,
      -0,
      1,
      ...new Array(8).fill(0),
    ]);
    expect(got.every((value) => !(Math.abs(value) > 1))).toBe(true);
  });

  it.each([
    [-200, 200],
    [-20, 20],
    [-1, 1],
  ])('softplus, its slope and ln are right on [%f, %f]', (low, high) => {
    const raw = grid(low, high);
    const { sigmoid, scale, logScale } = affine(raw);
    raw.forEach((value, i) => {
      const softplus = Math.max(value, 0) + Math.log1p(Math.exp(-Math.abs(value)));
      const slope = value < 0 ? Math.exp(value) / (1 + Math.exp(value)) : 1 / (1 + Math.exp(-value));
      const floored = softplus + 1e-3;
      expect(Math.abs((scale[i] as number) - floored)).toBeLessThan(4 * ULP * floored);
      expect(Math.abs((sigmoid[i] as number) - slope)).toBeLessThan(8 * ULP * slope + 1e-37);
      const log = Math.log(floored);
      expect(Math.abs((logScale[i] as number) - log)).toBeLessThan(8 * ULP * Math.max(1, Math.abs(log)));
    });
  });

  it('a raw scale that is no number makes none', () => {
    const { scale, logScale, sigmoid } = affine(
      Float32Array.of(NaN, Infinity, -Infinity, 1e38, -1e38, 0, 1, 2),
    );
    expect([scale[0], logScale[0], sigmoid[0]]).toEqual([NaN, NaN, NaN]);
    expect([scale[1], logScale[1], sigmoid[1]]).toEqual([Infinity, Infinity, 1]);
    expect([scale[2], sigmoid[2], scale[4]]).toEqual([Math.fround(1e-3), 0, Math.fround(1e-3)]);
  });
});

describe('dense layers', () => {
  it('add, start from a bias or from what is there, and skip what the limits leave out', () => {
    const { floats, integers, run } = workspace;
    const rng = Rng.fromSeed(1);
    const [inputs, outputs, panels] = [8, 12, 3];
    const [x, w, bias, out, limits] = [0, 4096, 8192, 16_384, 32_768];
    const random = (at: number, count: number) => {
      const values = Array.from({ length: count }, () => rng.normal());
      floats.set(values, at / 4);
      return floats.slice(at / 4, at / 4 + count);
    };
    const xs = random(x, inputs * panels * 8);
    const ws = random(w, inputs * outputs);
    const biases = random(bias, outputs);
    const bounds = [0, 8, 3, 5, 2, 2];
    integers.set(bounds, limits / 4);
    for (const start of [0, 1, 2] as const) {
      const before = random(out, outputs * panels * 8);
      run.dense(out, w, x, bias, inputs, panels, 0, 3, limits, start, outputs, inputs);
      for (let i = 0; i < before.length; i++) {
        const [panel, o, lane] = [Math.floor(i / (outputs * 8)), (i >> 3) % outputs, i & 7];
        const tile = o >> 2;
        let want = [0, biases[o] as number, before[i] as number][start] as number;
        for (let k = bounds[2 * tile] as number; k < (bounds[2 * tile + 1] as number); k++) {
          const weight = ws[(tile * inputs + k) * 4 + (o & 3)] as number;
          want += weight * (xs[(panel * inputs + k) * 8 + lane] as number);
        }
        expect(floats[out / 4 + i]).toBeCloseTo(want, 5);
      }
    }
  });
});

describe('the workspace', () => {
  it('is zero for a new owner, and where an owner gets more', () => {
    const mine = {};
    expect(workspace.claim(mine, 64)).toBe(true);
    workspace.floats.fill(7);
    expect(workspace.claim(mine, 64)).toBe(false);
    expect(workspace.floats[0]).toBe(7);
    expect(workspace.claim(mine, 128)).toBe(false);
    expect(Array.from(workspace.floats.subarray(15, 33))).toEqual([7, ...new Array(16).fill(0), 7]);
    expect(workspace.claim(OWNER, 2 ** 22)).toBe(true);
    expect(workspace.floats.every((value) => value === 0)).toBe(true);
  });
});

it('the modules in src are what assembly/ compiles to', () => {
  const folder = fileURLToPath(new URL('..', import.meta.url));
  const made = mkdtempSync(`${tmpdir()}/kernels-`);
  execFileSync(process.execPath, [`${folder}assembly.build.mjs`, made]);
  for (const name of ['simd128.ts', 'relaxedSimd.ts']) {
    expect(readFileSync(`${folder}src/${name}`, 'utf8')).toBe(readFileSync(`${made}/${name}`, 'utf8'));
  }
  rmSync(made, { recursive: true });
});
