import { BackendError, describeValue, ShapeError } from '@sbi/core';
import {
  getKernel,
  type KernelBackend,
  type KernelFunc,
  registerKernel,
  type TensorInfo,
  unregisterKernel,
} from '@tensorflow/tfjs-core';
import { AdamKernel, type AdamStep, type AdamVectors } from './adamKernel.ts';
import { Crew } from './crew.ts';
import { FlowKernels } from './flowKernels.ts';
import type { Input } from './input.ts';
import type { NetworkArchitecture } from './networkArchitecture.ts';
import { NetworkKernels } from './networkKernels.ts';
import type { Architecture } from './planOf.ts';
import { canRun, type KernelBuild } from './primitives.ts';
import { numbersOf, write } from './tensorMemory.ts';
import { TruncatedNormalKernel } from './truncatedNormal.ts';
import { usualThreads } from './usualThreads.ts';
import { startWorkspace } from './workspace.ts';

/** Where tensors lie in memory that JavaScript reads in step. Elsewhere the ops run their reference. */
const BACKENDS = ['wasm', 'cpu', 'tensorflow'] as const;

type Inputs = Readonly<Record<string, TensorInfo>>;
type Call = { inputs: Inputs; backend: KernelBackend; attrs: unknown };
type Kernel = (call: Call) => TensorInfo | TensorInfo[];

/** `pass` names a forward pass that a gradient may follow, and `only` what is asked of it. */
type Passed<A> = A & { readonly pass?: object; readonly only?: 'weights' };

const started = new Map<string, Promise<Kernels>>();
let current: Kernels | undefined;

/** More is a slip. */
const MOST_THREADS = 64;

/** Which kernels to register. */
export interface KernelOptions {
  /**
   * 'exact' (the default): plain SIMD, whose bits are the same on every machine. 'fast': relaxed SIMD where the engine has it
   * (Node 22, Chromium, Firefox), which multiplies and adds in one rounding: faster, without that promise.
   */
  readonly build?: KernelBuild;
  /**
   * How many threads share the work, the calling one included; results have the same bits for any number. Unless given: in
   * Node the cores of the machine, 8 at most, whose threads start in the background; in a thread of Node and in a page 1. A
   * page needs cross-origin isolation for more.
   */
  readonly threads?: number;
}

/** Which kernels run. */
export interface RunningKernels {
  /** 'exact' also where 'fast' was asked for and the engine has no relaxed SIMD. */
  readonly build: KernelBuild;
  /** Threads that share the work, as soon as they have started. */
  readonly threads: number;
  /** Why there is one only, where more were asked for. */
  readonly reason?: string;
}

/**
 * Registers the fused kernels with TensorFlow.js, for its backends `wasm`, `cpu` and `tensorflow` (tfjs-node). From then
 * on flows train, score and draw with them; results stay the same within float32 rounding.
 *
 * Once is enough for a process or a page; what the last call asks for is what runs. Before or after the backend starts
 * makes no difference.
 *
 * @experimental Which ops have kernels, and the last bits of what they give, may change in any release.
 * @returns what runs, which may be less than was asked for
 * @throws BackendError (by rejection) where WebAssembly with SIMD is missing; everything works without the kernels too
 * @throws ShapeError (by rejection) for a build of another name, or a number of threads that is none
 * @example
 * import { useBackend } from '@sbi/backends';
 * import { registerKernels } from '@sbi/kernels';
 * await useBackend();
 * const { build, threads } = await registerKernels({ threads: 2 });
 * console.log(build, threads); // → exact 2
 */
export async function registerKernels(options: KernelOptions = {}): Promise<RunningKernels> {
  const { build: wanted = 'exact', threads: count = usualThreads() } = options;
  if (wanted !== 'exact' && wanted !== 'fast') {
    throw new ShapeError('build', "be 'exact' or 'fast'", describeValue(wanted), 'registerKernels');
  }
  if (!Number.isSafeInteger(count) || count < 1 || count > MOST_THREADS) {
    const expected = `be an integer from 1 to ${MOST_THREADS}`;
    throw new ShapeError('threads', expected, describeValue(count), 'registerKernels');
  }
  const build = canRun(wanted) ? wanted : 'exact';
  const isAlone = count > 1 && typeof SharedArrayBuffer === 'undefined';
  const threads = isAlone ? 1 : count;
  const how = options.threads === undefined ? 'begin' : 'start';
  const key = `${build} ${threads} ${how}`;
  if (!started.has(key)) started.set(key, start(build, threads, how));
  const kernels = await (started.get(key) as Promise<Kernels>);
  if (current !== kernels) register(kernels);
  current = kernels;
  return { build, threads, ...(isAlone && { reason: 'the page is not cross-origin isolated' }) };
}

interface Kernels {
  readonly flows: FlowKernels;
  readonly networks: NetworkKernels;
  readonly adam: AdamKernel;
  readonly truncated: TruncatedNormalKernel;
}

/** The kernels, each over a memory of its own: an optimiser's step leaves a flow's activations alone, and a flow its embedding's. */
async function start(build: KernelBuild, threads: number, how: 'begin' | 'start'): Promise<Kernels> {
  try {
    const crew = threads > 1 ? await Crew[how](threads - 1, build) : undefined;
    return {
      flows: new FlowKernels(await startWorkspace(build), crew),
      networks: new NetworkKernels(await startWorkspace(build), crew),
      adam: new AdamKernel(await startWorkspace(build)),
      truncated: new TruncatedNormalKernel(await startWorkspace(build)),
    };
  } catch (cause) {
    const needs = threads > 1 ? 'WebAssembly with SIMD, and workers' : 'WebAssembly with SIMD';
    const message = `The kernels need ${needs}; received ${String(cause)} (registerKernels).`;
    throw new BackendError(['wasm'], message, { cause });
  }
}

function register({ flows, networks, adam, truncated }: Kernels): void {
  const kernels: Record<string, Kernel> = {
    ...kernelsOf('SbiMaf', flows),
    ...kernelsOf('SbiCoupling', flows),
    ...kernelsOf('SbiMdn', flows),
    ...kernelsOfNetworks(networks),
    SbiAdam: kernelOfAdam(adam),
    SbiTruncatedNormal: ({ inputs, backend }) => {
      const { z, mean, spread } = inputs as Record<'z' | 'mean' | 'spread', TensorInfo>;
      const [points, means, spreads] = [z, mean, spread].map((tensor) => numbersOf(backend, tensor));
      const cut = truncated.run(points as Float32Array, means as Float32Array, spreads as Float32Array);
      return write(backend, cut, z.shape);
    },
  };
  for (const [kernelName, kernel] of Object.entries(kernels)) {
    for (const backendName of BACKENDS) {
      if (getKernel(kernelName, backendName)) unregisterKernel(kernelName, backendName);
      registerKernel({ kernelName, backendName, kernelFunc: kernel as unknown as KernelFunc });
    }
  }
}

function kernelOfAdam(adam: AdamKernel): Kernel {
  const names = ['weights', 'average', 'first', 'second', 'gradient'];
  let last: readonly TensorInfo[] = [];
  return ({ inputs, backend, attrs }) => {
    const tensors = names.map((name) => inputs[name] as TensorInfo);
    const vectors = tensors.map((tensor) => numbersOf(backend, tensor)) as unknown as AdamVectors;
    const isKept = tensors.map(({ dataId }, i) => dataId === last[i]?.dataId);
    const next = adam.step(vectors, attrs as AdamStep, isKept);
    last = next.map((vector) => write(backend, vector, [vector.length]));
    return [...last];
  };
}

/** The three ops of one family of flows. */
function kernelsOf(family: string, flows: FlowKernels): Record<string, Kernel> {
  return {
    [`${family}LogProb`]: ({ inputs, backend, attrs }) => {
      const { pass, ...architecture } = attrs as Passed<Architecture>;
      const logProb = flows.logProb(architecture, flowInputs(inputs, backend), pass);
      return write(backend, logProb, [logProb.length]);
    },
    [`${family}LogProbGrad`]: ({ inputs, backend, attrs }) => {
      const dy = numbersOf(backend, inputs['dy'] as TensorInfo);
      const { pass, only, ...architecture } = attrs as Passed<Architecture>;
      if (only) {
        const slope = flows.weightGradient(architecture, flowInputs(inputs, backend), dy, pass);
        return [write(backend, slope, [slope.length])];
      }
      const slopes = flows.gradient(architecture, flowInputs(inputs, backend), dy, pass);
      return (['flat', 'rows', 'context'] as const).map((name) =>
        write(backend, slopes[name], (inputs[name] as TensorInfo).shape),
      );
    },
    [`${family}Sample`]: ({ inputs, backend, attrs }) => {
      const drawn = flows.sample(attrs as Architecture, flowInputs(inputs, backend));
      const [rows = 0] = (inputs['rows'] as TensorInfo).shape;
      return write(backend, drawn, [rows, drawn.length / Math.max(1, rows)]);
    },
  };
}

/** The two ops of networks. */
function kernelsOfNetworks(networks: NetworkKernels): Record<string, Kernel> {
  return {
    SbiNetwork: ({ inputs, backend, attrs }) => {
      const { pass, ...architecture } = attrs as Passed<NetworkArchitecture>;
      const [flat, x] = [inputOf(inputs, 'flat', backend), inputOf(inputs, 'x', backend)];
      const values = networks.value(architecture, { flat, x }, pass);
      const [rows = 0] = x.shape;
      return write(backend, values, [rows, values.length / Math.max(1, rows)]);
    },
    SbiNetworkGrad: ({ inputs, backend, attrs }) => {
      const { pass, only, ...architecture } = attrs as Passed<NetworkArchitecture>;
      const [flat, x] = [inputOf(inputs, 'flat', backend), inputOf(inputs, 'x', backend)];
      const dy = inputOf(inputs, 'dy', backend).read();
      if (only) {
        return [
          write(backend, networks.weightGradient(architecture, { flat, x }, dy, pass), [...flat.shape]),
        ];
      }
      const slopes = networks.gradient(architecture, { flat, x }, dy, pass);
      return [write(backend, slopes.flat, [...flat.shape]), write(backend, slopes.x, [...x.shape])];
    },
  };
}

function flowInputs(inputs: Inputs, backend: KernelBackend) {
  const input = (name: string) => inputOf(inputs, name, backend);
  return { flat: input('flat'), rows: input('rows'), context: input('context') };
}

function inputOf(inputs: Inputs, name: string, backend: KernelBackend): Input {
  const tensor = inputs[name] as TensorInfo;
  return { id: tensor.dataId, shape: tensor.shape, read: () => numbersOf(backend, tensor) };
}
