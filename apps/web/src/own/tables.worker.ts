// Reads CSV off the main thread: a million rows take seconds.
import { fromCsv, type Matrix } from '@sbi/core';
import { columnEnds } from './columnEnds.ts';
import type { TableOrder, TableReport } from './tableProtocol.ts';

self.onmessage = async ({ data: order }: MessageEvent<TableOrder>) => {
  try {
    const table = await read(order);
    const { data, columns, names } = table;
    report({ data, columns, names, ends: columnEnds(table, table.rows) }, [data.buffer]);
  } catch (error) {
    report({ reason: error instanceof Error ? error.message : String(error) });
  }
};

function report(message: TableReport, transfer: Transferable[] = []): void {
  postMessage(message, { transfer });
}

async function read({ file, source, mostRows }: TableOrder): Promise<Matrix> {
  const table = fromCsv(await textOf(file, source), source);
  if (table.rows <= mostRows) return table;
  throw new Error(`${source} must have at most ${mostRows} rows; received ${table.rows}.`);
}

/** The text of a file, piece by piece, so that the first bytes that are no text end it, with their line. */
async function textOf(file: File, source: string): Promise<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const pieces: string[] = [];
  let bytes = 0;
  let lines = 1;
  for await (const piece of file.stream() as unknown as AsyncIterable<Uint8Array>) {
    try {
      pieces.push(decoder.decode(piece, { stream: true }));
    } catch {
      const { length } = new TextDecoder().decode(piece).split('\uFFFD', 1)[0]?.match(/\n/g) ?? [];
      throw new Error(`${source} must be text in UTF-8; received other bytes in line ${lines + length}.`);
    }
    for (const byte of piece) if (byte === 10) lines++;
    bytes += piece.length;
    report({ share: bytes / file.size });
  }
  try {
    pieces.push(decoder.decode());
  } catch {
    throw new Error(`${source} must be text in UTF-8; received other bytes in line ${lines}.`);
  }
  return pieces.join('');
}
