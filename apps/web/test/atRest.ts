import type { Page } from 'playwright-core';

/** Waits until the page rests at a posterior of 10,000 draws, another one than before: the means of its parameters. */
export async function atRest(page: Page, before: readonly number[] = []): Promise<number[]> {
  const handle = await page.waitForFunction((old) => {
    type View = HTMLElement & {
      sets?: readonly { names: readonly string[]; data: Float32Array; rows: number }[];
    };
    const set = document.querySelector<View>('sbi-pair-view')?.sets?.[0];
    if (set?.rows !== 10_000) return undefined;
    const columns = set.names.length;
    const means = Array.from({ length: columns }, (_, j) => {
      let sum = 0;
      for (let i = 0; i < set.rows; i++) sum += set.data[i * columns + j] as number;
      return sum / set.rows;
    });
    return means.join() === old ? undefined : means;
  }, before.join());
  return (await handle.jsonValue()) as number[];
}
