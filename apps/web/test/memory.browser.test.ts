import type { CDPSession, Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { openPage } from './openPage.ts';
import { servePage } from './servePage.ts';
import { TrainView } from './trainView.ts';

const served = servePage({ below: '/', shared: true });

/** What a page holds on to. */
interface Held {
  readonly heap: number;
  readonly listeners: number;
  readonly workers: number;
  readonly tensors: number;
}

it('gives back what a thousand drags, ten trainings and five changes of backend take', async () => {
  const { page, complaints } = await openPage(served.browser, served.url);
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  await use(page, { drags: 100, trainings: 2, changes: 2 }); // what is loaded once is loaded then
  const before = await held(page, session);
  await use(page, { drags: 1000, trainings: 10, changes: 5 });
  const after = await held(page, session);
  expect(after).toMatchObject({
    workers: before.workers,
    tensors: before.tensors,
    listeners: before.listeners,
  });
  expect(after.heap).toBeLessThan(1.05 * before.heap);
  expect(complaints).toEqual([]);
});

async function use(
  page: Page,
  { drags, trainings, changes }: { drags: number; trainings: number; changes: number },
): Promise<void> {
  await drag(page, drags);
  const view = await TrainView.open(page);
  for (let i = 1; i <= changes; i++) {
    await view.backend(i % 2 === 1 ? 'cpu' : 'wasm');
    await page.getByRole('button', { name: 'Train', exact: true }).and(page.locator(':enabled')).waitFor();
  }
  await view.set('Simulations', 100);
  await view.set('Epochs at most', 2);
  for (let i = 0; i < trainings; i++) {
    await view.press('Train');
    await page.locator('.judged').getByText('Being checked').waitFor();
    await view.press('Stop');
    await page.getByText('Not checked: The checks were stopped.').waitFor();
  }
  await page.locator('nav').getByRole('link', { name: 'Explore' }).click();
}

async function drag(page: Page, moves: number): Promise<void> {
  const dot = page.getByRole('slider').first();
  const box = await dot.boundingBox();
  if (!box) throw new Error('The observation must be there to be dragged.');
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  for (let i = 1; i <= moves; i++) await page.mouse.move(x + 40 * Math.sin(i / 20), y);
  await page.mouse.move(x, y);
  await page.mouse.up();
}

/** After the last draws have come, and garbage is gone. */
async function held(page: Page, session: CDPSession): Promise<Held> {
  await page.waitForTimeout(1000);
  const heap = await heapOf(session); // garbage holds listeners too
  const { metrics } = await session.send('Performance.getMetrics');
  const metric = (name: string) => metrics.find((one) => one.name === name)?.value ?? Number.NaN;
  const live = page.workers().find((worker) => worker.url().includes('live.worker'));
  const tensors = await live?.evaluate(() => {
    const { _tfengine } = self as unknown as { _tfengine: { state: { numTensors: number } } };
    return _tfengine.state.numTensors;
  });
  return {
    heap,
    listeners: metric('JSEventListeners'),
    workers: page.workers().length,
    tensors: tensors ?? Number.NaN,
  };
}

/** Bytes of the page's heap without garbage, and without machine code: the engine makes more of it the oftener a line runs. */
async function heapOf(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.collectGarbage');
  const chunks: string[] = [];
  const take = ({ chunk }: { chunk: string }) => chunks.push(chunk);
  session.on('HeapProfiler.addHeapSnapshotChunk', take);
  await session.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
  session.off('HeapProfiler.addHeapSnapshotChunk', take);
  const { snapshot, nodes } = JSON.parse(chunks.join('')) as HeapSnapshot;
  const { node_fields: fields, node_types: types } = snapshot.meta;
  const [type, size] = ['type', 'self_size'].map((field) => fields.indexOf(field)) as [number, number];
  const code = types[0].indexOf('code');
  let bytes = 0;
  for (let at = 0; at < nodes.length; at += fields.length) {
    if (nodes[at + type] !== code) bytes += nodes[at + size] as number;
  }
  return bytes;
}

interface HeapSnapshot {
  readonly snapshot: {
    readonly meta: {
      readonly node_fields: readonly string[];
      readonly node_types: readonly [readonly string[]];
    };
  };
  readonly nodes: readonly number[];
}
