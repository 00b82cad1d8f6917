import '@tensorflow/tfjs-backend-cpu';
import { column, rowOf } from '@sbi/core';
import { BoxUniform } from '@sbi/distributions';
import { type Simulator, simulate } from '@sbi/simulate';
import { describe, expect, it } from 'vitest';
import { simulationError } from './failing.ts';

const prior = new BoxUniform([0], [6]);
const spoilt = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e39] as const;
/** Valid from θ = 4 on; below, one kind of spoilt number a unit interval. */
const partly: Simulator = ([t = 0]) => [t, spoilt[Math.floor(t)] ?? 0];

describe('rows that are not finite', () => {
  it('are dropped and counted by reason; the others keep their order', async () => {
    const options = { count: 600, seed: 2 };
    const whole = await simulate(prior, (theta) => theta, options);
    const all = column(whole.theta, 0);
    const { theta, x, rejected, warnings } = await simulate(prior, partly, options);
    const [nan, infinite] = [all.filter((t) => t < 1).length, all.filter((t) => t >= 1 && t < 4).length];
    expect(rejected).toEqual({ nan, infinite });
    expect(nan).toBeGreaterThan(50);
    expect(column(theta, 0)).toEqual(all.filter((t) => t >= 4));
    expect(column(x, 0)).toEqual(column(theta, 0));
    expect(warnings[0]).toBe(
      `${nan + infinite} of 600 rows were dropped: ${nan} with NaN, ${infinite} with infinity.`,
    );
  });

  it('count as NaN when they hold both', async () => {
    let calls = 0;
    const both: Simulator = () => (calls++ ? [1, 2] : [Number.POSITIVE_INFINITY, Number.NaN]);
    expect((await simulate(prior, both, { count: 3, seed: 1 })).rejected).toEqual({ nan: 1, infinite: 0 });
  });

  it("end the run with onInvalid: 'throw'", async () => {
    const options = { count: 600, seed: 2, onInvalid: 'throw' } as const;
    const { theta } = await simulate(prior, (row) => row, options);
    const index = column(theta, 0).findIndex((t) => t < 4);
    const kind = Math.fround(spoilt[Math.floor(theta.data[index] as number)] as number);
    const error = await simulationError(simulate(prior, partly, options));
    expect(error.message).toMatch(
      `The simulator must return finite float32 numbers; received ${kind} in entry 1 (simulate, row ${index}, theta [`,
    );
    expect([error.index, error.theta]).toEqual([index, rowOf(theta, index)]);
    expect(error.partial?.theta.rows ?? 0).toBe(index);
  });

  it('leave a clear error when there is no other', async () => {
    const error = await simulationError(simulate(prior, () => [Number.NaN], { count: 5, seed: 1 }));
    expect(error.message).toMatch(
      /^At least one row must be finite; received 5 with NaN and 0 with infinity \(simulate, row 0, theta \[[\d.]+\]\)\.$/,
    );
    expect(error.partial?.rejected).toEqual({ nan: 5, infinite: 0 });
    expect(error.partial?.x.rows).toBe(0);
  });

  it("are kept with missing: 'keep' where NaN stands for a part that is missing", async () => {
    const { NaN: gone } = Number;
    const kinds = [
      [1, 2, gone, gone],
      [gone, gone, gone, gone],
      [gone, Number.POSITIVE_INFINITY, 1, 2],
      [1, 2, 3, 4],
    ];
    const some: Simulator = ([t = 0]) => kinds[Math.floor(t) % 4] as number[];
    const options = { count: 600, seed: 2, xShape: [2, 2], missing: 'keep' } as const;
    const { theta, x, rejected, warnings } = await simulate(prior, some, options);
    const whole = await simulate(prior, (row) => row, { count: 600, seed: 2 });
    const all = Array.from(column(whole.theta, 0), (t) => Math.floor(t) % 4);
    const count = (kind: number) => all.filter((other) => other === kind).length;
    expect(rejected).toEqual({ nan: count(1), infinite: count(2) });
    expect(x.rows).toBe(count(0) + count(3));
    for (let i = 0; i < x.rows; i++) {
      expect(Array.from(rowOf(x, i))).toEqual(kinds[Math.floor(rowOf(theta, i)[0] as number) % 4]);
    }
    expect(warnings[1]).toBe('x is constant in columns 0, 1, 2, 3: it carries no information.');
  });
});
