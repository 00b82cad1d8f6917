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
import { FlowKernels } from './flowKernels.ts';
import type { NetworkArchitecture } from './networkArchitecture.ts';
import { NetworkKernels } from './networkKernels.ts';
import type { Input } from './passes.ts';
import type { Architecture } from './planOf.ts';
import { canRun, type KernelBuild } from './primitives.ts';
import { numbersOf, write } from './tensorMemory.ts';
import { truncatedNormal } from './truncatedNormal.ts';
import { startWorkspace } from './workspace.ts';

/** Where tensors lie in memory that JavaScript reads in step. Elsewhere the ops run their reference. */
const BACKENDS = ['wasm', 'cpu', 'tensorflow'] as const;

type Inputs = Readonly<Record<string, TensorInfo>>;
type Call = { inputs: Inputs; backend: KernelBackend; attrs: unknown };
type Kernel = (call: Call) => TensorInfo | TensorInfo[];

/** `pass` names a forward pass that a gradient may follow. */
type Passed<A> = A & { readonly pass?: object };

const started = new Map<KernelBuild, Promise<Kernels>>();
let current: KernelBuild | undefined;

/** Which kernels to register. */
export interface KernelOptions {
  /**
   * 'exact' (the default): plain SIMD, whose bits are the same on every machine. 'fast': relaxed SIMD where the engine has it
   * (Node 22, Chromium, Firefox), which multiplies and adds in one rounding: faster, without that promise.
   */
  readonly build?: KernelBuild;
}

/**
 * Registers the fused kernels with TensorFlow.js, for its backends `wasm`, `cpu` and `tensorflow` (tfjs-node). From then
 * on flows train, score and draw with them; results stay the same within float32 rounding.
 *
 * Once is enough for a process or a page; the last call's build is the one that runs. Before or after the backend starts
 * makes no difference.
 *
 * @experimental Which ops have kernels, and the last bits of what they give, may change in any release.
 * @returns the build that runs: 'exact' also where 'fast' was asked for and the engine has no relaxed SIMD
 * @throws BackendError (by rejection) where WebAssembly with SIMD is missing; everything works without the kernels too
 * @throws ShapeError (by rejection) for a build of another name
 * @example
 * import { useBackend } from '@sbi/backends';
 * import { registerKernels } from '@sbi/kernels';
 * await useBackend();
 * console.log(await registerKernels()); // → exact
 */
export async function registerKernels(options: KernelOptions = {}): Promise<KernelBuild> {
  const wanted = options.build ?? 'exact';
  if (wanted !== 'exact' && wanted !== 'fast') {
    throw new ShapeError('build', "be 'exact' or 'fast'", describeValue(wanted), 'registerKernels');
  }
  const build = canRun(wanted) ? wanted : 'exact';
  if (!started.has(build)) started.set(build, start(build));
  const kernels = await (started.get(build) as Promise<Kernels>);
  if (current !== build) register(kernels);
  current = build;
  return build;
}

interface Kernels {
  readonly flows: FlowKernels;
  readonly networks: NetworkKernels;
  readonly adam: AdamKernel;
}

/** The kernels, each over a memory of its own: an optimiser's step leaves a flow's activations alone, and a flow its embedding's. */
async function start(build: KernelBuild): Promise<Kernels> {
  try {
    return {
      flows: new FlowKernels(await startWorkspace(build)),
      networks: new NetworkKernels(await startWorkspace(build)),
      adam: new AdamKernel(await startWorkspace(build)),
    };
  } catch (cause) {
    const message = `The kernels need WebAssembly with SIMD; received ${String(cause)} (registerKernels).`;
    throw new BackendError(['wasm'], message, { cause });
  }
}

function register({ flows, networks, adam }: Kernels): void {
  const kernels: Record<string, Kernel> = {
    ...kernelsOf('SbiMaf', flows),
    ...kernelsOf('SbiCoupling', flows),
    ...kernelsOf('SbiMdn', flows),
    ...kernelsOfNetworks(networks),
    SbiAdam: kernelOfAdam(adam),
    SbiTruncatedNormal: ({ inputs, backend }) => {
      const { z, mean, spread } = inputs as Record<'z' | 'mean' | 'spread', TensorInfo>;
      const [points, means, spreads] = [z, mean, spread].map((tensor) => numbersOf(backend, tensor));
      return write(
        backend,
        truncatedNormal(points as Float32Array, means as Float32Array, spreads as Float32Array),
        z.shape,
      );
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
      const { pass, ...architecture } = attrs as Passed<Architecture>;
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
      const { pass, ...architecture } = attrs as Passed<NetworkArchitecture>;
      const [flat, x] = [inputOf(inputs, 'flat', backend), inputOf(inputs, 'x', backend)];
      const dy = inputOf(inputs, 'dy', backend).read();
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
