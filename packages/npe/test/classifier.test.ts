import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Rng } from '@sbi/core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Classifier } from '../src/diagnostics/classifier.ts';
import { CLASSIFIER_MODULE } from '../src/diagnostics/classifierModule.ts';
import type { Labelled } from '../src/diagnostics/labelled.ts';

const breathe = async () => {};

/** Rows labelled by whether their first number is positive, but for noise. */
function rowsOf(count: number, columns: number, seed = 1): Labelled {
  const rng = Rng.fromSeed(seed);
  const features = new Float32Array(count * columns).map(() => rng.normal());
  const labels = Uint8Array.from({ length: count }, (_, i) =>
    Number((features[i * columns] as number) + 0.3 * rng.normal() > 0),
  );
  return { features, labels, columns };
}

async function train(Network: typeof Classifier, data: Labelled, epochs: number): Promise<Float64Array> {
  const network = new Network(data.columns, 10 * data.columns, Rng.fromSeed(3));
  await network.fit(data, Rng.fromSeed(4), breathe, epochs);
  return network.probabilities(data);
}

describe('the module', () => {
  it('is one that engines take, and below the 4 kB that a page may compile in step', () => {
    const bytes = Buffer.from(CLASSIFIER_MODULE, 'base64');
    expect(WebAssembly.validate(bytes)).toBe(true);
    expect(bytes.length).toBeLessThan(4096);
  });

  it('is what assembly/ compiles to', () => {
    const folder = fileURLToPath(new URL('..', import.meta.url));
    const made = mkdtempSync(`${tmpdir()}/npe-`);
    execFileSync(process.execPath, [`${folder}assembly.build.mjs`, made]);
    const name = 'classifierModule.ts';
    expect(readFileSync(`${folder}src/diagnostics/${name}`, 'utf8')).toBe(
      readFileSync(`${made}/${name}`, 'utf8'),
    );
    rmSync(made, { recursive: true });
  });
});

describe('an engine that does not take the module', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
    vi.resetModules();
  });

  const refuses = {
    Memory: WebAssembly.Memory,
    Module: class {
      constructor() {
        throw new Error('no');
      }
    },
  };

  it.each([
    ['refuses it', refuses, 1, 57],
    ['refuses it', refuses, 3, 411],
    ['has no WebAssembly', undefined, 5, 203],
  ])('%s: the same bits from JavaScript', async (_, stub, columns, rows) => {
    const data = rowsOf(rows, columns);
    const compiled = await train(Classifier, data, 4);
    vi.stubGlobal('WebAssembly', stub);
    vi.resetModules();
    const fresh = await import('../src/diagnostics/classifier.ts');
    expect(await train(fresh.Classifier, data, 4)).toEqual(compiled);
  });
});

it('learns what can be learned, and two that take turns do not disturb each other', async () => {
  const [data, other] = [rowsOf(1000, 2), rowsOf(700, 3, 2)];
  const alone = await train(Classifier, data, 30);
  const right = alone.filter((p, i) => p > 0.5 === (data.labels[i] === 1)).length;
  expect(right).toBeGreaterThan(880); // the noise turns one label in eleven
  const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
  const both = [data, other].map(async (rows) => {
    const network = new Classifier(rows.columns, 10 * rows.columns, Rng.fromSeed(3));
    await network.fit(rows, Rng.fromSeed(4), turn, 30);
    return network.probabilities(rows);
  });
  expect((await Promise.all(both))[0]).toEqual(alone);
});
