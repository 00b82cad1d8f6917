import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.css': 'text/css',
  '.js': 'text/javascript',
  '.wasm': 'application/wasm',
};

const isolation = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
};

export interface Host {
  readonly gzip?: boolean;
  /** Whether it sends what threads need; else the page brings it itself from its second visit on. */
  readonly isolated?: boolean;
}

/** A static host without headers but those it is asked for, which serves the folder below a path such as `/some/where/`. */
export async function serveFolder(
  folder: string,
  below: string,
  { gzip = false, isolated = false }: Host = {},
): Promise<{ url: string; close(): void }> {
  const server = createServer(async ({ url = '' }, response) => {
    const { pathname } = new URL(url, 'http://localhost');
    const file = pathname.slice(below.length) || 'index.html';
    try {
      if (!pathname.startsWith(below)) throw new Error('not below the path');
      const bytes = await readFile(join(folder, file));
      response
        .writeHead(200, {
          'content-type': types[extname(file)] ?? 'application/octet-stream',
          ...(gzip && { 'content-encoding': 'gzip' }),
          ...(isolated && isolation),
        })
        .end(gzip ? gzipSync(bytes) : bytes);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}${below}`, close: () => server.close() };
}
