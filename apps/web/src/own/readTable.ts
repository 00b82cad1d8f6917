import { type Matrix, matrixOf } from '@sbi/core';
import { FileError } from './fileError.ts';
import { expectFile, nameOf } from './givenFile.ts';
import type { TableOrder, TableReport } from './tableProtocol.ts';

/** A string of JavaScript cannot hold more than half a gigabyte. */
const LARGEST = 500e6;
const MOST_ROWS = 1_000_000;

/** A table that a visitor gave. */
export interface GivenTable {
  readonly fileName: string;
  readonly table: Matrix;
  /** The least and the greatest entry of every column. */
  readonly ends: readonly (readonly [number, number])[];
}

export interface ReadOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (share: number) => void;
}

/** Reads a CSV file in a worker. @throws FileError saying in one line what is wrong, with line and column */
export async function readTable(file: File, { signal, onProgress }: ReadOptions = {}): Promise<GivenTable> {
  const source = nameOf(file);
  await expectFile(file, 'a CSV table', LARGEST);
  const worker = new Worker(new URL('./tables.worker.ts', import.meta.url), { type: 'module' });
  try {
    return await new Promise((resolve, reject) => {
      worker.onmessage = ({ data }: MessageEvent<TableReport>) => {
        if ('share' in data) onProgress?.(data.share);
        else if ('reason' in data) reject(new FileError(data.reason));
        else {
          const table = matrixOf(data.data, data.columns, data.names);
          resolve({ fileName: source, table, ends: data.ends });
        }
      };
      worker.onerror = () => reject(new FileError(`${source} cannot be read: it does not fit in memory.`));
      signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
      signal?.throwIfAborted();
      worker.postMessage({ file, source, mostRows: MOST_ROWS } satisfies TableOrder);
    });
  } finally {
    worker.terminate();
  }
}
