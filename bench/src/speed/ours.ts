// A peer of `pnpm bench`: this project in a process of its own, `node ours.js kernels` or `node ours.js plain`.
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { useBackend } from '@sbi/backends';
import { matrix } from '@sbi/core';
import { decodeFlow } from '@sbi/flows';
import { registerKernels } from '@sbi/kernels';
import { getBackend, getKernel, tensor, tidy } from '@tensorflow/tfjs-core';
import { logQOf } from './logQ.ts';
import { posteriorTask } from './posteriorTask.ts';
import type { Answer, Request, Spec } from './spec.ts';
import { stepTask } from './stepTask.ts';
import type { Task } from './task.ts';
import { tutorialTask } from './tutorialTask.ts';

const withKernels = process.argv[2] === 'kernels';
let task: Task | undefined;

async function make(spec: Spec, epoch: number): Promise<Task> {
  if (spec.kind === 'step') return stepTask(spec, epoch);
  if (spec.kind === 'tutorial' || spec.kind === 'accurate') return tutorialTask(spec);
  return posteriorTask(spec);
}

async function answer(request: Request): Promise<Answer> {
  switch (request.method) {
    case 'hello':
      return { versions: { node: process.versions.node }, threads };
    case 'memory':
      return { bytes: process.resourceUsage().maxRSS * 1024 };
    case 'prepare':
      task?.dispose();
      task = await make(request.spec, request.epoch ?? 1);
      return task.weights === undefined ? {} : { weights: task.weights };
    case 'run': {
      const units = expectTask();
      const start = performance.now();
      const done = await units.run(request.units);
      return { seconds: (performance.now() - start) / 1000, units: done };
    }
    case 'quality': {
      const { theta, x } = request.rows;
      const pairs = { theta: matrix(theta), x: matrix(x) };
      return { logQ: await logQOf(expectTask().posterior(), pairs, request.normalized ?? false) };
    }
    case 'densities':
      return { logProb: densities(request) };
    default:
      throw new Error(`${request.method} is not asked of this peer`);
  }
}

function expectTask(): Task {
  if (!task) throw new Error('nothing is prepared');
  return task;
}

/** ln q of the points by the flow of a file. */
function densities({ file, points: { theta, x } }: Extract<Request, { method: 'densities' }>): number[] {
  using flow = decodeFlow(readFileSync(file));
  const rows = theta.length / flow.dim;
  const q = tidy(() =>
    flow
      .given(tensor([...x], [rows, ...flow.architecture.xShape]))
      .logProb(tensor([...theta], [rows, flow.dim])),
  );
  const values = Array.from(q.dataSync());
  q.dispose();
  return values;
}

await useBackend('wasm');
const threads = withKernels ? (await registerKernels()).threads : 1;
if ((getKernel('SbiMafLogProb', getBackend()) !== undefined) !== withKernels) {
  throw new Error(`Kernels are ${withKernels ? 'not ' : ''}registered.`);
}
for await (const line of createInterface({ input: process.stdin })) {
  const said = await answer(JSON.parse(line) as Request).catch(
    (error: unknown): Answer => ({ error: String(error) }),
  );
  process.stdout.write(`${JSON.stringify(said)}\n`);
}
