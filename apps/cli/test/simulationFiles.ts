import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { matrix, Rng, toCsv } from '@sbi/core';

/** Writes what a user brings to `sbi train`: theta.csv, x.csv and prior.json, 300 rows. */
export function writeSimulations(folder: string): void {
  const rng = Rng.fromSeed(1);
  const theta = Array.from({ length: 300 }, () => [2 * rng.uniform(), 2 * rng.uniform() - 1]);
  const x = theta.map(([a = 0, b = 0]) => [a + 0.1 * rng.normal(), a * b + 0.1 * rng.normal(), b]);
  writeFileSync(join(folder, 'theta.csv'), toCsv(matrix(theta, ['rate', 'tilt'])));
  writeFileSync(join(folder, 'x.csv'), toCsv(matrix(x, ['u', 'v', 'w'])));
  writeFileSync(join(folder, 'prior.json'), '{"kind":"boxUniform","low":[0,-1],"high":[2,1]}');
}
