import { toCsv } from '@sbi/core';
import type { TakeOrder, TakeReport } from './protocol.ts';

self.onmessage = async ({ data }: MessageEvent<TakeOrder>) => {
  try {
    postMessage({ text: await make(data) } satisfies TakeReport);
  } catch (error) {
    postMessage({ reason: error instanceof Error ? error.message : String(error) } satisfies TakeReport);
  }
};

async function make(order: TakeOrder): Promise<string> {
  if (order.type === 'table') return toCsv(order.draws);
  if (order.type === 'report') return (await import('./report.ts')).reportOf(order.picture, order.report);
  const [{ figureOf }, { toSvg }] = await Promise.all([import('./figure.ts'), import('@sbi/plots')]);
  return toSvg(figureOf(order.picture), order.theme);
}
