import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';

const FOLDER = new URL('../../docs/results/', import.meta.url);

/** Adds results to docs/results/NAME.json, with date, commit and machine beside them. */
export function record(name: string, results: Record<string, unknown>): void {
  const file = new URL(`${name}.json`, FOLDER);
  const before = existsSync(file)
    ? (JSON.parse(readFileSync(file, 'utf8')) as { results: object }).results
    : {};
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, Node ${process.versions.node}`;
  const date = new Date().toISOString().slice(0, 10);
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(
    file,
    `${JSON.stringify({ date, commit, machine, results: { ...before, ...results } }, null, 2)}\n`,
  );
}
