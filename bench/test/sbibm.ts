import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { fromCsv, type Matrix } from '@sbi/core';

/** Reference posteriors of the sbibm benchmark, beside the repository where somebody put them; its README says what they are. */
const FOLDER = new URL('../../../shared/data/sbibm/', import.meta.url);

export const hasSbibm: boolean = existsSync(FOLDER);

/** The tasks that have reference draws of their own: the others share one of these posteriors. */
export const POSTERIORS: readonly string[] = [
  'gaussian-linear',
  'gaussian-linear-uniform',
  'slcp',
  'bernoulli-glm',
  'gaussian-mixture',
  'two-moons',
  'sir',
  'lotka-volterra',
];

export interface SbibmCase {
  readonly observation: readonly number[];
  readonly draws: Matrix;
}

/** Observation `number` of a task, and its 10,000 reference draws. */
export function sbibmCase(task: string, number: number): SbibmCase {
  const folder = new URL(`${task.replaceAll('-', '_')}/obs_${number}/`, FOLDER);
  const observation = fromCsv(readFileSync(new URL('observation.csv', folder), 'utf8'));
  const packed = readFileSync(new URL('reference_posterior_samples.csv.gz', folder));
  return { observation: [...observation.data], draws: fromCsv(gunzipSync(packed).toString()) };
}
