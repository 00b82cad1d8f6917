import type { Simulations } from '@sbi/core';
import type { OwnData } from '../own/ownData.ts';
import type { Part, Table, Tables } from './protocol.ts';
import type { TrainingRequest } from './trainEngine.ts';

/** Of tables without a simulator, so many rows at most, and one in ten, are kept from the training for its checks. */
const MOST_HELD = 500;
const SHARE_HELD = 0.1;
/** Fewer tell nothing. */
const LEAST_HELD = 50;

/** Where the pairs of somebody's own tables or simulator come from: `wanted` of them, as far as there are so many. */
export function sourceOfOwn(
  { simulations, prior, title, more, simulateAt }: OwnData,
  seed: number,
  wanted: number,
): Pick<TrainingRequest, 'source' | 'parts' | 'answers'> {
  const { rows } = simulations.theta;
  const held = more ? 0 : heldRows(rows);
  const first = Math.min(wanted, rows - held);
  return {
    source: { kind: 'tables', name: title, prior, simulates: simulateAt !== undefined },
    parts: more && wanted > first ? [first, wanted - first] : [first],
    answers: {
      tables: async (part, count) => {
        if (part === 0) return rowsOf(simulations, 0, first);
        if (more) return rowsOf(await more(count, seedOf(seed, part)));
        return part === 'held' && held > 0 ? rowsOf(simulations, rows - held, rows) : undefined;
      },
      ...(simulateAt && { simulateAt }),
    },
  };
}

/** How many of so many rows are kept from a training; 0 where that would leave too few. */
export function heldRows(rows: number): number {
  const held = Math.min(MOST_HELD, Math.floor(SHARE_HELD * rows));
  return held < LEAST_HELD ? 0 : held;
}

/** Another seed for every part. */
function seedOf(seed: number, part: Part): number {
  return (seed + 1 + (part === 'held' ? 0 : part)) % 2 ** 32;
}

/** Copied, because what is sent to a worker is gone here. */
function rowsOf({ theta, x, xShape }: Simulations, from = 0, to = theta.rows): Tables {
  const cut = ({ data, columns, names }: Table): Table => ({
    data: data.slice(from * columns, to * columns),
    columns,
    ...(names && { names }),
  });
  return { theta: cut(theta), x: cut(x), ...(xShape && { xShape }) };
}
