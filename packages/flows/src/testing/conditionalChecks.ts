import type { Shape } from '@sbi/core';
import type { Check } from '@sbi/core/testing';
import type { Distribution } from '@sbi/distributions';
import { type DistributionCheckOptions, distributionChecks } from '@sbi/distributions/testing';
import type { ConditionalFlow } from '../index.ts';
import { batchIsLoop, leadingAxesBroadcast, partsMakeUpDensity, permutationCommutes } from './batches.ts';
import { gradientsReachWeights, gradientsReachX } from './gradients.ts';
import {
  answerOutlivesFlow,
  disposedByName,
  flowOutlivesAnswer,
  ownsResults,
  survivesGiven,
} from './ownership.ts';
import { drawX } from './probe.ts';
import { boundsHoldAnywhere, decodesBitForBit, refusesWrongX } from './robustness.ts';

/** What `conditionalChecks` takes. */
export interface ConditionalCheckOptions extends DistributionCheckOptions {
  /** Whether the statistics are asked of a batch of two x as well; off saves half of the time. */
  readonly batchStatistics?: boolean;
  /** The least share of every weight tensor that gradients reach at 64 points (1); less where units may be off, as a relu's. */
  readonly reach?: number;
}

/**
 * The questions that every conditional flow answers, all of `distributionChecks` on `given(x)` among them; each check
 * has a name and needs no test runner.
 *
 * Weights should be away from where training starts: of a flow that is the identity little can be seen.
 *
 * @param make makes a new flow; each check disposes its own
 * @example
 * import '@tensorflow/tfjs-backend-cpu';
 * import { matrix } from '@sbi/core';
 * import { buildFlow, maf } from '@sbi/flows';
 * import { conditionalChecks } from '@sbi/flows/testing';
 * const rows = { theta: matrix([[0], [1], [3]]), x: matrix([[1], [2], [3]]) };
 * const recipe = maf({ transforms: 2, hidden: 4, blocks: 1, start: 'random' });
 * for (const { run } of conditionalChecks(() => buildFlow(recipe, rows, { seed: 1 }))) await run();
 */
export function conditionalChecks(
  make: () => ConditionalFlow,
  options: ConditionalCheckOptions = {},
): readonly Check[] {
  const { tolerance = 1e-4, batchStatistics = false, reach = 1, smooth = 1, seeds = [1, 2] } = options;
  const check = (name: string, ask: (flow: ConditionalFlow) => void | Promise<void>): Check => ({
    name,
    run: async () => {
      using flow = make();
      await ask(flow);
    },
  });
  const conditioned = (batch: Shape, title: string, streams: readonly number[]) =>
    distributionChecks(() => answerOf(make, batch), { tolerance, seeds: streams, smooth }).map(
      ({ name, run }) => ({
        name: `${title}: ${name}`,
        run,
      }),
    );
  return [
    check('a batch of x equals the loop over x', (flow) => batchIsLoop(flow, tolerance)),
    check('permuting the batch permutes the answer', (flow) => permutationCommutes(flow, tolerance)),
    check('leading axes of theta broadcast with the batch', (flow) => leadingAxesBroadcast(flow, tolerance)),
    check('prepare and residualLogProb make up logProb', (flow) => partsMakeUpDensity(flow, tolerance)),
    check('gradients reach every weight that is not masked, and no other', (flow) =>
      gradientsReachWeights(flow, reach),
    ),
    check('gradients reach x and equal differences', (flow) => gradientsReachX(flow, smooth)),
    check('comes back from its bytes bit for bit', decodesBitForBit),
    check('draws stay within the bounds, however far away x lies', boundsHoldAnywhere),
    check('refuses a wrong x by name', refusesWrongX),
    check('leaves exactly its results', ownsResults),
    check('its answer survives the scope it was made in', survivesGiven),
    check('disposing an answer leaves the flow as it was', flowOutlivesAnswer),
    check('an answer outlives the flow and its training', answerOutlivesFlow),
    {
      name: 'dispose frees every tensor, twice is harmless, and later use throws by name',
      run: () => disposedByName(make),
    },
    ...conditioned([], 'given x', seeds),
    ...conditioned([2], 'given two x', batchStatistics ? seeds : []),
  ];
}

/** q(· | x), whose flow is gone already. */
function answerOf(make: () => ConditionalFlow, batch: Shape): Distribution {
  using flow = make();
  const x = drawX(flow, batch, 0.3);
  const answer = flow.given(x);
  x.dispose();
  return answer;
}
