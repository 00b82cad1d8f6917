import { BackendError } from '@sbi/core';
import {
  getKernel,
  type KernelBackend,
  type KernelFunc,
  registerKernel,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import { AdamKernel, type AdamStep, type AdamVectors } from './adamKernel.ts';
import type { MafArchitecture } from './architecture.ts';
import { FlowKernels, type Input } from './flowKernels.ts';
import { startWorkspace } from './workspace.ts';

/** Where tensors lie in memory that JavaScript reads in step. Elsewhere the ops run their reference. */
const BACKENDS = ['wasm', 'cpu', 'tensorflow'] as const;

type Inputs = Readonly<Record<string, TensorInfo>>;
type Call = { inputs: Inputs; backend: KernelBackend; attrs: unknown };

/** `pass` names a forward pass that a gradient may follow. */
type Passed = MafArchitecture & { readonly pass?: object };

let registered: Promise<void> | undefined;

/**
 * Registers the fused kernels with TensorFlow.js, for its backends `wasm`, `cpu` and `tensorflow` (tfjs-node). From then
 * on flows train, score and draw with them; results stay the same within float32 rounding.
 *
 * Once is enough for a process or a page; more is harmless. Before or after the backend starts makes no difference.
 *
 * @experimental Which ops have kernels, and the last bits of what they give, may change in any release.
 * @throws BackendError (by rejection) where WebAssembly with SIMD is missing; everything works without the kernels too
 * @example
 * import { useBackend } from '@sbi/backends';
 * import { registerKernels } from '@sbi/kernels';
 * await useBackend();
 * await registerKernels();
 */
export function registerKernels(): Promise<void> {
  registered ??= start().then(register);
  return registered;
}

interface Kernels {
  readonly flows: FlowKernels;
  readonly adam: AdamKernel;
}

/** The kernels, each over a memory of its own: an optimiser's step leaves a flow's activations alone. */
async function start(): Promise<Kernels> {
  try {
    return {
      flows: new FlowKernels(await startWorkspace()),
      adam: new AdamKernel(await startWorkspace()),
    };
  } catch (cause) {
    const message = `The kernels need WebAssembly with SIMD; received ${String(cause)} (registerKernels).`;
    throw new BackendError(['wasm'], message, { cause });
  }
}

function register({ flows, adam }: Kernels): void {
  const kernels: Record<string, (call: Call) => TensorInfo | TensorInfo[]> = {
    SbiMafLogProb: ({ inputs, backend, attrs }) => {
      const { pass, ...architecture } = attrs as Passed;
      const logProb = flows.logProb(architecture, flowInputs(inputs, backend), pass);
      return write(backend, logProb, [logProb.length]);
    },
    SbiMafLogProbGrad: ({ inputs, backend, attrs }) => {
      const dy = backend.readSync((inputs['dy'] as TensorInfo).dataId) as Float32Array;
      const { pass, ...architecture } = attrs as Passed;
      const slopes = flows.gradient(architecture, flowInputs(inputs, backend), dy, pass);
      return (['flat', 'rows', 'context'] as const).map((name) =>
        write(backend, slopes[name], (inputs[name] as TensorInfo).shape),
      );
    },
    SbiMafSample: ({ inputs, backend, attrs }) => {
      const drawn = flows.sample(attrs as MafArchitecture, flowInputs(inputs, backend));
      return write(backend, drawn, (inputs['rows'] as TensorInfo).shape);
    },
    SbiAdam: ({ inputs, backend, attrs }) => {
      const names = ['weights', 'average', 'first', 'second', 'gradient'];
      const vectors = names.map((name) => backend.readSync((inputs[name] as TensorInfo).dataId));
      const next = adam.step(vectors as unknown as AdamVectors, attrs as AdamStep);
      return next.map((vector) => write(backend, vector, [vector.length]));
    },
  };
  for (const [kernelName, kernel] of Object.entries(kernels)) {
    for (const backendName of BACKENDS) {
      if (getKernel(kernelName, backendName)) continue;
      registerKernel({ kernelName, backendName, kernelFunc: kernel as unknown as KernelFunc });
    }
  }
}

function flowInputs(inputs: Inputs, backend: KernelBackend) {
  const input = (name: string): Input => {
    const { dataId, shape } = inputs[name] as TensorInfo;
    return { id: dataId, shape, read: () => backend.readSync(dataId) as Float32Array };
  };
  return { flat: input('flat'), rows: input('rows'), context: input('context') };
}

function write(backend: KernelBackend, values: Float32Array, shape: number[]): TensorInfo {
  return { dataId: backend.write(values, shape, 'float32'), shape, dtype: 'float32' };
}
