import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { beforeAll, describe, expect, it } from 'vitest';
import { runSbi } from './runSbi.ts';
import { scratchFolder } from './scratchFolder.ts';
import { writeSimulations } from './simulationFiles.ts';

const chromium = '/usr/lib/chromium'; // Debian's package brings a Vulkan loader and a software driver
const driver = `${chromium}/vk_swiftshader_icd.json`;
const { VK_ICD_FILENAMES } = process.env;
const gpu: Record<string, string> | undefined =
  VK_ICD_FILENAMES !== undefined
    ? { VK_ICD_FILENAMES }
    : existsSync(driver)
      ? { VK_ICD_FILENAMES: driver, LD_LIBRARY_PATH: chromium }
      : undefined;

/** Whether the optional peer of @sbi/backends is installed beside it. */
function hasPeer(name: string): boolean {
  try {
    createRequire(new URL('../../../packages/backends/package.json', import.meta.url)).resolve(name);
    return true;
  } catch {
    return false;
  }
}

const backends = [
  { backend: 'wasm', needs: 'always', starts: true, env: {} },
  {
    backend: 'webgpu',
    needs: 'a Vulkan driver',
    starts: gpu !== undefined && hasPeer('webgpu'),
    env: gpu ?? {},
  },
  { backend: 'node', needs: '@tensorflow/tfjs-node', starts: hasPeer('@tensorflow/tfjs-node'), env: {} },
];

describe('a small training, and draws from it, on every backend that starts', () => {
  const folder = scratchFolder();
  let reference: number[];

  async function validationLoss(backend: string, env: Record<string, string>): Promise<number[]> {
    const model = `${backend}.safetensors`;
    const files = ['--theta', 'theta.csv', '--x', 'x.csv', '--prior', 'prior.json', '--out', model];
    const options = { cwd: folder, env };
    const train = ['train', ...files, '--max-epochs', '3', '--backend', backend, '--json'];
    const trained = await runSbi(train, options);
    expect(trained.code, trained.stderr).toBe(0);
    const sample = ['sample', model, '--x', '1,-0.5,-0.5', '--draws', '200', '--backend', backend, '--json'];
    const drawn = await runSbi(sample, options);
    expect(drawn.code, drawn.stderr).toBe(0);
    expect(JSON.parse(drawn.stdout).draws).toHaveLength(200);
    return JSON.parse(trained.stdout).training.validationLoss;
  }

  beforeAll(async () => {
    writeSimulations(folder);
    reference = await validationLoss('cpu', {});
  });

  for (const { backend, needs, starts, env } of backends) {
    it.skipIf(!starts)(
      `${backend} (${needs}): the losses of cpu to 0.001`,
      async () => {
        const losses = await validationLoss(backend, env);
        expect(losses.length).toBe(3);
        losses.forEach((loss, i) => {
          expect(Math.abs(loss - (reference[i] as number)), `epoch ${i + 1}: ${loss}`).toBeLessThan(1e-3);
        });
      },
      240_000,
    ); // a GPU in software takes long where others compute, too
  }
});
