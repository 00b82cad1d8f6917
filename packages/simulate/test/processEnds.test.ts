import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const run = promisify(execFile);

/** Runs a script in a plain Node of its own, in this package's folder; its output once the process has ended. */
async function inNode(script: string): Promise<string> {
  const cwd = new URL('..', import.meta.url);
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', script], {
    cwd,
    timeout: 50_000,
  });
  return stdout.trim();
}

const start = `
  import '@tensorflow/tfjs-backend-cpu';
  import { gaussian, simulate } from './dist/index.js';
  const hang = new URL('data:text/javascript,export default (theta) => { if (theta[0] > 0) for (;;); return theta; }');
  const { prior, module } = gaussian();
  const log = (error) => console.log(error.name, error.partial?.x.rows > 0);
`;

it.each([
  [
    'after a run',
    `console.log((await simulate(prior, module, { count: 100, seed: 1, workers: 4 })).x.rows);`,
    '100',
  ],
  [
    'after an abort, with all workers in a loop',
    `await simulate(prior, hang, { count: 100, seed: 5, workers: 4, signal: AbortSignal.timeout(1000) }).catch(log);`,
    'TimeoutError false',
  ],
  [
    'after a timeout, with other workers in a loop',
    `await simulate(prior, hang, { count: 100, seed: 5, workers: 4, timeout: 1000 }).catch(log);`,
    'SimulationError true',
  ],
])('a process ends by itself %s', async (_, script, output) => {
  expect(await inNode(start + script)).toBe(output);
});

it('a worker loads nothing of tfjs', async () => {
  const script = `
    import { readFileSync } from 'node:fs';
    const seen = new Set();
    const walk = (url) => {
      if (seen.has(url)) return;
      seen.add(url);
      if (!url.startsWith('file:')) return;
      for (const [, id] of readFileSync(new URL(url), 'utf8').matchAll(/^(?:import|export)\\s[^;]*?from '([^']+)'/gm)) {
        walk(id.startsWith('.') ? new URL(id, url).href : import.meta.resolve(id));
      }
    };
    walk(new URL('./dist/workers/worker.js', 'file://' + process.cwd() + '/').href);
    console.log([...seen].map((url) => url.split('/').slice(-1)[0]).sort().join(' '));
  `;
  const files = await inNode(script);
  expect(files).toContain('rng.js');
  expect(files).not.toMatch(/index\.js|tf/);
});
