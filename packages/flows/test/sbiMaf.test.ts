import { readFileSync } from 'node:fs';
import { Rng, toMatrix } from '@sbi/core';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Architecture, partsOf } from '../src/architecture.ts';
import { ConditionalFlow } from '../src/conditionalFlow.ts';
import { maf } from '../src/kinds/maf.ts';
import { Parameters } from '../src/parameters.ts';
import { Preconditioner } from '../src/precondition/preconditioner.ts';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';

/** Numbers of Python sbi's own MAF, evaluated in float64; `fixtures/sbiMaf.py` makes them. */
interface Stored {
  readonly dtype: 'float32' | 'float64';
  readonly shape: readonly number[];
  readonly data: string;
}

interface Fixture {
  readonly thetaDim: number;
  readonly xDim: number;
  readonly parameterCount: number;
  readonly orders: readonly (readonly number[])[];
  readonly standardise: Record<'theta' | 'x', { mean: Stored; sd: Stored }>;
  readonly tensors: Record<string, Stored>;
  readonly points: { theta: Stored; x: Stored; logProb: Stored };
  readonly inverse: { z: Stored; x: Stored; theta: Stored };
}

function numbers({ dtype, data }: Stored): Float64Array {
  const bytes = Uint8Array.from(Buffer.from(data, 'base64'));
  return Float64Array.from(
    dtype === 'float32' ? new Float32Array(bytes.buffer) : new Float64Array(bytes.buffer),
  );
}

function load(name: string): Fixture {
  return JSON.parse(
    readFileSync(new URL(`./fixtures/sbiMaf${name}.json`, import.meta.url), 'utf8'),
  ) as Fixture;
}

function build(fixture: Fixture): ConditionalFlow {
  const { thetaDim, xDim, orders, standardise, tensors } = fixture;
  const architecture: Architecture = {
    recipe: maf({ order: 'random', start: 'random', precondition: 'standardize' }),
    drawn: { orders },
    dim: thetaDim,
    xShape: [xDim],
  };
  const layout = partsOf(architecture, 'test').layout;
  const flat = Object.keys(layout).flatMap((key) => Array.from(numbers(tensors[key] as Stored)));
  const float = (stored: Stored) => Float32Array.from(numbers(stored));
  const preconditioner = new Preconditioner(
    {
      low: new Float32Array(thetaDim).fill(Number.NEGATIVE_INFINITY),
      high: new Float32Array(thetaDim).fill(Number.POSITIVE_INFINITY),
      loc: float(standardise.theta.mean),
      scale: float(standardise.theta.sd),
      intercept: new Float32Array(thetaDim),
      slope: new Float32Array(thetaDim * xDim),
      spread: new Float32Array(thetaDim).fill(1),
      xLoc: float(standardise.x.mean),
      xScale: float(standardise.x.sd),
    },
    false,
    [xDim],
  );
  return new ConditionalFlow(architecture, new Parameters(layout, Float32Array.from(flat)), preconditioner);
}

const tensor = (stored: Stored) =>
  tf.tensor(Float32Array.from(numbers(stored)), [...stored.shape], 'float32');

/** An Rng whose normals are given: the noise of the fixture. */
function noise(values: Float64Array): Rng {
  let next = 0;
  return Object.assign(Object.create(Rng.prototype), { normal: () => values[next++] as number }) as Rng;
}

describe.each(['cpu', 'wasm'])('the MAF of Python sbi on %s', (backend) => {
  beforeAll(async () => {
    await tf.setBackend(backend);
  });

  describe.each(['1x1', '2x2', '3x3', '5x10'].flatMap((dims) => [`${dims}Random`, `${dims}Trained`]))(
    '%s',
    (name) => {
      const fixture = load(name);

      it('has as many parameters', () => {
        const flow = build(fixture);
        expect(flow.parameters.size).toBe(fixture.parameterCount);
        flow.dispose();
      });

      it('gives the same log-densities', async () => {
        const flow = build(fixture);
        const logProb = tf.tidy(() =>
          flow.given(tensor(fixture.points.x)).logProb(tensor(fixture.points.theta)),
        );
        const actual = await logProb.data();
        numbers(fixture.points.logProb).forEach((expected, i) => {
          const error = Math.abs((actual[i] as number) - expected) / Math.max(1, Math.abs(expected));
          expect(error, `point ${i}: ${actual[i]} for ${expected}`).toBeLessThanOrEqual(5e-5);
        });
        logProb.dispose();
        flow.dispose();
      });

      it('carries the same noise to the same parameters', async () => {
        const flow = build(fixture);
        const { z, x, theta } = fixture.inverse;
        const drawn = await toMatrix(tf.tidy(() => flow.given(tensor(x)).sample([], noise(numbers(z)))));
        numbers(theta).forEach((expected, i) => {
          const error = Math.abs((drawn.data[i] as number) - expected) / Math.max(1, Math.abs(expected));
          expect(error, `entry ${i}: ${drawn.data[i]} for ${expected}`).toBeLessThanOrEqual(1e-4);
        });
        flow.dispose();
      });
    },
  );
});
