// node tools/compile.mjs FILTER…: compiles the named packages and what they need, where anything changed (turbo knows).
// Silent unless it fails, because what comes next is what was asked for.
import { spawnSync } from 'node:child_process';

const filters = process.argv.slice(2).map((name) => `--filter=${name}`);
const { status, error, stdout, stderr } = spawnSync(
  'turbo',
  ['run', 'compile', '--ui=stream', '--output-logs=errors-only', ...filters],
  {
    encoding: 'utf8',
    shell: process.platform === 'win32',
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1', TURBO_NO_UPDATE_NOTIFIER: '1' },
  },
);
if (error) throw error;
if (status !== 0) process.stderr.write(stdout + stderr);
process.exitCode = status ?? 1;
