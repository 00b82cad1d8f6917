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

/** Observation `number` of a task, named with hyphens or as sbibm does. */
export function sbibmObservation(task: string, number: number): Float32Array {
  return fromCsv(read(task, number, 'observation.csv').toString()).data;
}

/** The 10,000 reference draws of its posterior. */
export function sbibmDraws(task: string, number: number): Matrix {
  return fromCsv(gunzipSync(read(task, number, 'reference_posterior_samples.csv.gz')).toString());
}

function read(task: string, number: number, file: string): Buffer {
  return readFileSync(new URL(`${task.replaceAll('-', '_')}/obs_${number}/${file}`, FOLDER));
}
