import { readFileSync } from 'node:fs';
import { toMatrix } from '@sbi/core';
import { decodeFlow, encodeFlow } from '@sbi/flows';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { noise, readFixture, worst } from './sbiFixture.ts';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';

type Table = readonly (readonly number[])[];
type Golden = Record<'theta' | 'x' | 'noise' | 'draws', Table> & { readonly logProb: readonly number[] };
/** Densities and draws in float64 of files of format version 2; `fixtures/flowV2.py` makes both from the description. */
const golden = readFixture<Record<string, Golden>>('flow-v2');

const table = (rows: Table) => tf.tensor2d(rows.map((row) => [...row]));
const images = (rows: Table) => tf.reshape(table(rows), [-1, 2, 2]);

describe.each(['cpu', 'wasm'])('the golden files of format version 2 on %s', (backend) => {
  beforeAll(async () => {
    await tf.setBackend(backend);
  });

  describe.each(Object.entries(golden))('%s', (kind, { theta, x, logProb, noise: given, draws }) => {
    const file = new URL(`./fixtures/flow-v2-${kind}.safetensors`, import.meta.url);
    const bytes = new Uint8Array(readFileSync(file));

    it('has the densities that the description gives', async () => {
      using flow = decodeFlow(bytes);
      expect(flow.architecture.recipe.kind).toBe(kind);
      const actual = tf.tidy(() => flow.given(images(x)).logProb(table(theta)));
      const { error, at } = worst(await actual.data(), Float64Array.from(logProb));
      expect(error, at).toBeLessThanOrEqual(5e-5);
      actual.dispose();
    });

    it('carries noise to the same parameters', async () => {
      using flow = decodeFlow(bytes);
      const rng = noise(Float64Array.from(given.flat()));
      const { data } = await toMatrix(tf.tidy(() => flow.given(images(x)).sample([], rng)));
      const { error, at } = worst(data, Float64Array.from(draws.flat()));
      expect(error, at).toBeLessThanOrEqual(1e-4);
    });

    it('is written again byte for byte', async () => {
      using flow = decodeFlow(bytes);
      expect(await encodeFlow(flow)).toEqual(bytes);
    });
  });
});
