import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';

const FOLDER = new URL('../../../docs/results/', import.meta.url);

/** Writes results to docs/results/NAME.json, with date, commit and machine beside them. */
export function record(name: string, results: unknown): void {
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, Node ${process.versions.node}`;
  const date = new Date().toISOString().slice(0, 10);
  mkdirSync(FOLDER, { recursive: true });
  const text = JSON.stringify({ date, commit, machine, results }, null, 2);
  writeFileSync(new URL(`${name}.json`, FOLDER), `${text}\n`);
}
