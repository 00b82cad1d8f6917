import { Rng } from '@sbi/core';
import { expectClose, expectThrows, readAll } from '@sbi/core/testing';
import * as tf from '@tensorflow/tfjs-core';
import { type ConditionalFlow, decodeFlow, encodeFlow } from '../index.ts';
import { drawTheta, drawX } from './probe.ts';

export async function decodesBitForBit(flow: ConditionalFlow): Promise<void> {
  const bytes = await encodeFlow(flow);
  using again = decodeFlow(bytes);
  const x = drawX(flow, [5]);
  const theta = drawTheta(flow, x);
  const [logProb, draws, sameLogProb, sameDraws] = (await readAll(() =>
    [flow, again].flatMap((one) => {
      const q = one.given(x);
      return [q.logProb(theta), q.sample(3, Rng.fromSeed(4))];
    }),
  )) as [Float32Array, Float32Array, Float32Array, Float32Array];
  expectClose(sameLogProb, logProb, 0, 'logProb of the decoded flow');
  expectClose(sameDraws, draws, 0, 'draws of the decoded flow');
  expectClose(await encodeFlow(again), bytes, 0, 'bytes of the decoded flow');
  tf.dispose([x, theta]);
}

export async function boundsHoldAnywhere(flow: ConditionalFlow): Promise<void> {
  const { low, high } = flow.support;
  for (const widths of [1, 10, 1e3, 1e6]) {
    const x = drawX(flow, [8], widths);
    const [draws, logProbs] = (await readAll(() => flow.given(x).sampleAndLogProb(64, Rng.fromSeed(6)))) as [
      Float32Array,
      Float32Array,
    ];
    const outside = draws.findIndex((value, i) => {
      const j = i % flow.dim;
      return !(value >= (low[j] as number) && value <= (high[j] as number));
    });
    if (outside >= 0) throw new Error(`draw with x at ${widths} widths: ${draws[outside]} is outside.`);
    const bad = logProbs.findIndex((value) => !Number.isFinite(value));
    if (bad >= 0) throw new Error(`log-density of draw ${bad} with x at ${widths} widths: ${logProbs[bad]}.`);
    x.dispose();
  }
}

export async function refusesWrongX(flow: ConditionalFlow): Promise<void> {
  const { xShape } = flow.architecture;
  const last = xShape.at(-1) as number;
  const long = tf.zeros([...xShape.slice(0, -1), last + 1]);
  const whole = tf.zeros([...xShape], 'int32');
  const given = (x: unknown) => () => flow.given(x as tf.Tensor);
  await expectThrows(/^x must have shape \[\.\.\., .*\(ConditionalFlow\.given\)\.$/, given(long), 'long x');
  await expectThrows(/^x must be a float32 tensor; received dtype int32/, given(whole), 'int32 x');
  await expectThrows(/^x must be a tensor; received \[0, 1\]/, given([0, 1]), 'x as an array');
  tf.dispose([long, whole]);
  await expectThrows(/^x must be a live tensor; received a disposed one/, given(long), 'disposed x');
}
