// The program of a thread. It imports nothing of tfjs, so that it starts fast.
import { attend } from './board.ts';
import { FlowWork } from './flowWork.ts';
import type { Work } from './job.ts';
import { NetworkWork } from './networkWork.ts';
import { type Port, parentPort } from './port.ts';
import { startWorkspace } from './workspace.ts';

const port: Port = parentPort ?? (globalThis as unknown as Port);
let works: Readonly<Record<'flows' | 'networks', { run: Work }>>;

port.onmessage = async ({ data }) => {
  if ('build' in data) {
    const [flows, networks] = await Promise.all([startWorkspace(data.build), startWorkspace(data.build)]);
    works = { flows: new FlowWork(flows), networks: new NetworkWork(networks) };
    port.postMessage('ready');
    return;
  }
  attend(data.board, data.index, (job, arrays, share) => works[job.family].run(job, arrays, share));
};
