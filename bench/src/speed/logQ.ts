import type { Simulations } from '@sbi/core';
import type { AmortizedPosterior } from '@sbi/npe';
import { tensor, tidy } from '@tensorflow/tfjs-core';

/** Mean ln q(θ | x) over pairs, in nats: of the estimator as it is, or within the prior. */
export async function logQOf(
  amortized: AmortizedPosterior,
  { theta, x }: Simulations,
  normalized: boolean,
): Promise<number> {
  const { estimator, xShape } = amortized;
  if (normalized) {
    const rows = Array.from({ length: theta.rows }, (_, i) => ({
      data: theta.data.slice(i * theta.columns, (i + 1) * theta.columns),
      rows: 1,
      columns: theta.columns,
    }));
    const each = await amortized.logProbBatched(rows, x);
    return each.reduce((sum, [value = 0]) => sum + value, 0) / each.length;
  }
  const logQ = tidy(() =>
    estimator
      .given(tensor(x.data, [x.rows, ...xShape]))
      .logProb(tensor(theta.data, [theta.rows, theta.columns])),
  );
  const values = Array.from(await logQ.data());
  logQ.dispose();
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
