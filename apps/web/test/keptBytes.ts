import { createHash } from 'node:crypto';
import type { Page } from 'playwright-core';

/** The model that the page keeps for a problem, as a visitor's next visit finds it. */
export async function keptBytes(page: Page, problem: string): Promise<Uint8Array> {
  const numbers = await page.evaluate(
    (key) =>
      new Promise<number[]>((resolve, reject) => {
        const opening = indexedDB.open('sbi');
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const database = opening.result;
          const reading = database.transaction('trained-models').objectStore('trained-models').get(key);
          reading.onerror = () => reject(reading.error);
          reading.onsuccess = () => {
            database.close();
            if (reading.result) resolve([...(reading.result.bytes as Uint8Array)]);
            else reject(new Error(`nothing is kept for ${key}`));
          };
        };
      }),
    problem,
  );
  return Uint8Array.from(numbers);
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
