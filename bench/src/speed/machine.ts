import { execFileSync } from 'node:child_process';
import { availableParallelism, cpus, loadavg } from 'node:os';

/** Where and when something was measured. */
export interface Occasion {
  readonly date: string;
  readonly commit: string;
  readonly machine: string;
  /** Processes that wanted a core before it began: more than 1 disturbs. */
  readonly load: number;
}

export function occasion(): Occasion {
  const git = (...args: string[]) => execFileSync('git', args, { encoding: 'utf8' }).trim();
  const changed = git('status', '--porcelain', '--untracked-files=no') === '' ? '' : ' and changes';
  return {
    date: new Date().toISOString().slice(0, 16).replace('T', ' '),
    commit: git('rev-parse', '--short', 'HEAD') + changed,
    machine: `${availableParallelism()} × ${cpus()[0]?.model ?? 'unknown'}, Node ${process.versions.node}`,
    load: Math.round(10 * (loadavg()[0] ?? 0)) / 10,
  };
}
