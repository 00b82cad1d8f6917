import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { record } from './record.ts';

const place = (path: string) => fileURLToPath(new URL(path, import.meta.url));
/** A build of tfjs-node, made by bench/tfjs-node.sh. */
const installed = process.env['TFJS_NODE_DIR'] !== undefined && process.env['SEED'] === '1';

describe('the tutorial on native TensorFlow (needs TFJS_NODE_DIR)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sbi-node-'));

  function run(backend: string, hook: readonly string[]) {
    const size = ['--simulations', '500', '--max-epochs', '10', '--draws', '1000'];
    const args = [
      'demo',
      'gaussian',
      '--backend',
      backend,
      ...size,
      '--quiet',
      '--out',
      join(folder, backend),
    ];
    execFileSync(process.execPath, [...hook, place('../../apps/cli/dist/main.js'), ...args]);
    const { training, losses } = JSON.parse(readFileSync(join(folder, backend, 'run.json'), 'utf8'));
    return { training, validation: losses.validation as number[] };
  }

  it.skipIf(!installed)('trains to the losses of cpu', () => {
    const native = run('node', ['--import', place('../../packages/backends/test/moduleHook.mjs')]);
    const cpu = run('cpu', []);
    record('backend-node', { node: native, cpu });
    expect(native.validation.length).toBe(cpu.validation.length);
    native.validation.forEach((loss, i) => {
      expect(Math.abs(loss - (cpu.validation[i] as number))).toBeLessThan(1e-3);
    });
  });
});
