import { readFileSync } from 'node:fs';
import { matrixOf } from '@sbi/core';
import { readSafetensors } from '@sbi/flows';
import { memory } from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AmortizedPosterior, type Summary, type TrainingSummary } from '../src/index.ts';
import { backends, start } from './backends.ts';

/** What the file is, by the code that wrote it: `fixtures/posteriorV1.mjs`. */
interface Golden {
  readonly points: readonly {
    readonly x: readonly number[];
    readonly theta: readonly number[];
    readonly logProb: readonly number[];
  }[];
  readonly warnings: readonly string[];
  readonly summary: readonly Summary[];
  readonly training: TrainingSummary;
}

const fixture = (name: string) => readFileSync(new URL(`./fixtures/${name}`, import.meta.url));
const bytes = Uint8Array.from(fixture('posterior-v1.safetensors'));
const golden = JSON.parse(fixture('posterior-v1.json').toString()) as Golden;

describe.each(backends)('a model file of version 1 on %s', (backend) => {
  let before = 0;
  let amortized: AmortizedPosterior;
  beforeAll(() => start(backend));
  beforeEach(() => {
    before = memory().numTensors;
    amortized = AmortizedPosterior.decode(bytes);
  });
  afterEach(() => {
    amortized.dispose();
    expect(memory().numTensors).toBe(before);
  });

  it('has the densities it had', async () => {
    for (const { x, theta, logProb } of golden.points) {
      const values = await amortized.given(x).logProb(matrixOf(Float32Array.from(theta), 3));
      values.forEach((value, i) => {
        const expected = logProb[i] as number;
        expect(Math.abs(value - expected)).toBeLessThan(5e-5 * Math.max(1, Math.abs(expected)));
      });
    }
  });

  it('draws what it drew', async () => {
    const summary = await amortized.given([0.5, 0.6, -1, 1]).summary({ seed: 8, count: 4000 });
    summary.forEach(({ name, ...numbers }, j) => {
      const { name: known, ...expected } = golden.summary[j] as Summary;
      expect(name).toBe(known);
      for (const [key, value] of Object.entries(numbers)) {
        expect(Math.abs(value - (expected[key as keyof typeof expected] as number))).toBeLessThan(1e-3);
      }
    });
  });

  it('says what it said', () => {
    const { prior, names, xNames, support, training } = amortized;
    expect(amortized.given([0.5, 0.6, -1, 1e4]).warnings).toEqual(golden.warnings);
    expect(golden.warnings).toHaveLength(1);
    expect({ names, xNames, support }).toEqual({
      names: ['share', 'rate', 'shift'],
      xNames: ['a', 'b', 'c', 'd'],
      support: 'constrain',
    });
    // JSON has no infinity
    expect(JSON.parse(JSON.stringify(training))).toMatchObject(golden.training);
    expect(training.settings.maxSteps).toBe(Number.POSITIVE_INFINITY);
    expect(prior.recipe).toEqual({
      kind: 'joint',
      parts: {
        share: { kind: 'boxUniform', low: [0], high: [1] },
        rate: { kind: 'logNormal', loc: [0], scale: [1] },
        shift: { kind: 'diagNormal', loc: [0], scale: [2] },
      },
    });
  });

  it('is written again as version 2, which comes back byte for byte', async () => {
    const second = await amortized.encode();
    const [old, now] = [readSafetensors(bytes), readSafetensors(second)];
    expect(now.tensors).toEqual(old.tensors);
    expect(now.metadata['format']).toBe('sbi-posterior/2');
    expect(now.metadata['posterior']).toBe(old.metadata['posterior']);
    using again = AmortizedPosterior.decode(second);
    expect(await again.encode()).toEqual(second);
  });
});
