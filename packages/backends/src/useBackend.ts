import { BackendError } from '@sbi/core';
import { engine, setBackend } from '@tensorflow/tfjs-core';
import type { Backend, BackendName, UseBackendOptions } from './backend.ts';
import { cpu } from './backends/cpu.ts';
import { node } from './backends/node.ts';
import { wasm } from './backends/wasm.ts';
import { webgpu } from './backends/webgpu.ts';
import { firstLine } from './optionalImport.ts';
import { quietly } from './quietly.ts';

const backends: Readonly<Record<BackendName, Backend>> = { wasm, cpu, webgpu, node };
const names = Object.keys(backends) as BackendName[];
const meant: ReadonlyMap<string, BackendName> = new Map([
  ...names.map((name) => [name, name] as const),
  ['gpu', 'webgpu'],
  ['tensorflow', 'node'],
  ['tfjs-node', 'node'],
  ['js', 'cpu'],
]);
const preferred: readonly (readonly [BackendName, string])[] = [
  ['wasm', 'wasm starts here and is the fastest that needs nothing installed.'],
  ['cpu', 'cpu starts everywhere, but is several times slower.'],
];

/** The backend that runs, and why it was chosen: one line each, what failed before it first. */
export interface StartedBackend {
  readonly name: BackendName;
  readonly reasons: readonly string[];
}

/**
 * Starts a TensorFlow.js backend, which every tensor operation after it runs on.
 *
 * `'auto'` takes wasm, or cpu where wasm cannot start, and says why. `'wasm'`, `'cpu'`, `'webgpu'` and `'node'` start
 * that one or throw. Calling again switches; tensors move by themselves, except away from webgpu.
 *
 * @throws BackendError, in one line why the backend cannot start and what to do; `tried` lists the names.
 * @example
 * import { useBackend } from '@sbi/backends';
 * const { name, reasons } = await useBackend();
 * console.log(name, reasons); // → wasm [ 'wasm starts here and is the fastest that needs nothing installed.' ]
 */
export function useBackend(
  backend: BackendName | 'auto' = 'auto',
  options: UseBackendOptions = {},
): Promise<StartedBackend> {
  // One start at a time: TensorFlow.js abandons a start when another begins.
  const started = previous.then(() =>
    backend === 'auto' ? startAny(options) : startNamed(backend, options),
  );
  previous = started.then(ignore, ignore);
  return started;
}

const ignore = () => undefined;
let previous: Promise<unknown> = Promise.resolve();

/** The backends that can start here, as far as one can tell without starting them. */
export async function availableBackends(options: UseBackendOptions = {}): Promise<readonly BackendName[]> {
  const obstacles = await Promise.all(names.map((name) => obstacleOf(name, options)));
  return names.filter((_, i) => obstacles[i] === undefined);
}

async function startNamed(name: BackendName, options: UseBackendOptions): Promise<StartedBackend> {
  if (!Object.hasOwn(backends, name)) throw unknownName(name);
  await start(name, options);
  return { name, reasons: [`${name} was asked for.`] };
}

async function startAny(options: UseBackendOptions): Promise<StartedBackend> {
  const failures: string[] = [];
  for (const [name, merit] of preferred) {
    try {
      await start(name, options);
      return { name, reasons: [...failures, merit] };
    } catch (error) {
      failures.push(firstLine(error));
    }
  }
  throw new BackendError(
    preferred.map(([name]) => name),
    failures.join(' '),
  );
}

async function start(name: BackendName, options: UseBackendOptions): Promise<void> {
  const backend = backends[name];
  const obstacle = stuckTensors(backend) ?? (await obstacleOf(name, options));
  if (obstacle) throw refusal(name, obstacle);
  const before = engine().backendName;
  try {
    const started = await quietly(async () => {
      await backend.load(options);
      return setBackend(backend.id);
    });
    if (!started) throw new Error(`TensorFlow.js failed on it; tf.setBackend('${backend.id}') prints why`);
  } catch (cause) {
    // A failed start leaves TensorFlow.js without a running backend.
    if (before && before in engine().registry) await setBackend(before);
    throw refusal(name, firstLine(cause), cause);
  }
}

async function obstacleOf(name: BackendName, options: UseBackendOptions): Promise<string | undefined> {
  if (typeof options !== 'object' || options === null)
    return `options must be an object; received ${String(options)}`;
  try {
    return await backends[name].obstacle(options);
  } catch (error) {
    return firstLine(error); // a page may fail to fetch the backend's code
  }
}

/** A webgpu tensor is read asynchronously, but TensorFlow.js moves tensors synchronously: they would arrive as zeros. */
function stuckTensors(to: Backend): string | undefined {
  if (engine().backendName !== webgpu.id || to === webgpu) return undefined;
  const { numTensors } = engine().state;
  if (numTensors === 0) return undefined;
  return `tensors are alive on webgpu (${numTensors}) and cannot move; dispose them, or start it in another process or worker`;
}

function refusal(name: BackendName, obstacle: string, cause?: unknown): BackendError {
  return new BackendError([name], `The ${name} backend cannot start: ${obstacle}.`, cause ? { cause } : {});
}

function unknownName(name: string): BackendError {
  const guess = meant.get(String(name).toLowerCase());
  const hint = guess ? ` Did you mean ${guess}?` : '';
  return new BackendError(
    [],
    `backend must be auto, ${names.join(', ')}; received ${String(name)} (useBackend).${hint}`,
  );
}
