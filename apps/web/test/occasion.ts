import { execFileSync } from 'node:child_process';
import { cpus, loadavg } from 'node:os';
import type { Browser } from 'playwright-core';

/** What else the machine computed when the file began, before its own browsers add to it. */
const load = loadavg()[0] as number;

/** When, of which commit and where something was recorded, to stand beside its figures. */
export interface Occasion {
  readonly date: string;
  readonly commit: string;
  readonly machine: string;
  readonly load: number;
}

/** The occasion of what is being recorded in this browser. */
export function occasionOf(browser: Browser): Occasion {
  return {
    date: new Date().toISOString().slice(0, 10),
    commit: execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim(),
    machine: `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}, Chromium ${browser.version()}`,
    load,
  };
}
