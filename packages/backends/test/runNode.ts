import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { BackendName, UseBackendOptions } from '@sbi/backends';

export interface Start {
  readonly backend?: string;
  readonly options?: UseBackendOptions;
  /** Leave a tensor alive. */
  readonly keep?: boolean;
}

interface Outcome {
  readonly name?: BackendName;
  readonly id?: string;
  readonly reasons?: readonly string[];
  readonly result?: readonly [readonly number[], readonly number[]];
  readonly leaked?: number;
  readonly error?: string;
  readonly tried?: readonly string[];
  readonly message?: string;
}

export interface Report {
  readonly available: readonly BackendName[];
  readonly outcomes: readonly Outcome[];
  readonly stderr: string;
}

const { VK_ICD_FILENAMES } = process.env;
const chromium = '/usr/lib/chromium'; // Debian's package brings a Vulkan loader and a software driver

/** What a process needs to find the software driver, where there is one and nobody named another. */
export const gpuEnv: Readonly<Record<string, string>> =
  VK_ICD_FILENAMES === undefined && existsSync(`${chromium}/vk_swiftshader_icd.json`)
    ? { VK_ICD_FILENAMES: `${chromium}/vk_swiftshader_icd.json`, LD_LIBRARY_PATH: chromium }
    : {};

interface Setting {
  readonly env?: Readonly<Record<string, string>>;
  readonly inWorker?: boolean;
  /** Packages that are to be others, by address; null is one that is not installed. */
  readonly replaced?: Readonly<Record<string, string | null>>;
}

/** Starts backends in a process of their own, on the built package, by plain `node`. */
export function runNode(starts: readonly Start[], setting: Setting = {}): Report {
  const { env = {}, inWorker = false, replaced = {} } = setting;
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ['--import', './moduleHook.mjs', 'start.mjs', JSON.stringify({ starts, inWorker })],
    {
      encoding: 'utf8',
      cwd: fileURLToPath(new URL('.', import.meta.url)),
      env: { ...process.env, NODE_OPTIONS: '', REPLACED_MODULES: JSON.stringify(replaced), ...env },
    },
  );
  if (status !== 0) throw new Error(`node start.mjs failed (${status}); is the package built? ${stderr}`);
  return { ...JSON.parse(stdout), stderr };
}
