import { type Distribution, inScope } from '@sbi/distributions';
import { ConditionalFlow } from '@sbi/flows';
import { conditionalChecks } from '@sbi/flows/testing';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { make } from './table.ts';
import '@tensorflow/tfjs-backend-cpu';

// A suite that cannot fail proves nothing: each of these flows has one fault, which the check of that name must find.

const sound = () => make({ sides: ['box', 'real'], x: 2, recipe: { transforms: 2, hidden: 4 } });

type Fault = (flow: ConditionalFlow, x: tf.Tensor) => Distribution;

/** A flow that conditions in another way, or that was spoilt once it was made. */
function faulty(given?: Fault, spoil?: (flow: ConditionalFlow) => void): () => ConditionalFlow {
  class Faulty extends ConditionalFlow {
    override given(x: tf.Tensor): Distribution {
      return given ? given(this.whole(), x) : super.given(x);
    }

    private whole(): ConditionalFlow {
      return Object.assign(Object.create(ConditionalFlow.prototype), this) as ConditionalFlow;
    }
  }
  return () => {
    const { architecture, parameters, preconditioner } = sound();
    const flow = new Faulty(architecture, parameters, preconditioner);
    spoil?.(flow);
    return flow;
  };
}

/** The answer of a flow, asked anew each time: what follows the weights instead of keeping them. */
function following(flow: ConditionalFlow, x: tf.Tensor): Distribution {
  const kept = tf.keep(tf.clone(x));
  return new Proxy(flow.given(x), {
    get: (answer, name) =>
      name === 'logProb'
        ? (theta: tf.Tensor) => tf.tidy(() => flow.given(kept).logProb(theta))
        : Reflect.get(answer, name),
  });
}

const cases: readonly [check: string, make: () => ConditionalFlow, message: RegExp][] = [
  [
    'a batch of x equals the loop over x',
    faulty((flow, x) => inScope(() => flow.given(tf.add(x, tf.mean(x))))),
    /^logProb of a batch: entry 0/,
  ],
  [
    'permuting the batch permutes the answer',
    faulty((flow, x) => inScope(() => flow.given(tf.add(x, tf.cumsum(tf.onesLike(x), 0))))),
    /^logProb of a permuted batch: entry/,
  ],
  [
    'gradients reach every weight that is not masked, and no other',
    faulty(undefined, (flow) => {
      const held = flow as unknown as { mask: tf.Tensor };
      held.mask.dispose();
      held.mask = tf.keep(tf.ones([flow.parameters.size]));
    }),
    /^gradient to weight \d+, which is masked: /,
  ],
  [
    'gradients reach x and equal differences',
    faulty((flow, x) => flow.given(tf.tensor(x.dataSync(), x.shape))),
    /Cannot compute gradient|gradient to x/,
  ],
  [
    'prepare and residualLogProb make up logProb',
    faulty((flow, x) => inScope(() => flow.given(tf.add(x, 0.5)))),
    /^prepare and residualLogProb: entry 0/,
  ],
  [
    'leaves exactly its results',
    faulty((flow, x) => {
      tf.keep(tf.scalar(1));
      return flow.given(x);
    }),
    /^given: left 1 tensors/,
  ],
  [
    'an answer outlives the flow and its training',
    faulty(following),
    /^logProb after the weights changed: entry 0/,
  ],
  [
    'disposing an answer leaves the flow as it was',
    faulty((flow, x) => {
      const answer = flow.given(x);
      return Object.assign(answer, { shared: flow.preconditioner });
    }),
    /must not be used after dispose/,
  ],
  [
    'draws stay within the bounds, however far away x lies',
    faulty(undefined, (flow) => {
      Object.defineProperty(flow, 'support', {
        value: { kind: 'box', low: Float32Array.of(-0.1, -Infinity), high: Float32Array.of(0.1, Infinity) },
      });
    }),
    /is outside\.$/,
  ],
  [
    'comes back from its bytes bit for bit',
    faulty((flow, x) => inScope(() => flow.given(tf.add(x, 1e-3)))),
    /^logProb of the decoded flow: entry 0/,
  ],
  [
    'refuses a wrong x by name',
    faulty((flow, x) => flow.given(tf.zeros([...x.shape].slice(0, -1).concat(2)))),
    /did not throw/,
  ],
];

describe('conditionalChecks', () => {
  beforeAll(async () => {
    await tf.setBackend('cpu');
  });

  it.each(cases)('"%s" finds its fault', async (name, broken, message) => {
    const find = (flow: () => ConditionalFlow) =>
      conditionalChecks(flow).find((check) => check.name === name);
    await expect(Promise.resolve(find(sound)?.run())).resolves.toBeUndefined();
    const check = find(broken);
    expect(check).toBeDefined();
    await expect(Promise.resolve(check?.run())).rejects.toThrow(message);
  });
});
