import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A line between browser and host. Both ways share it, all connections too, workers' as well as the page's. */
export interface SlowLine {
  readonly url: string;
  close(): void;
}

interface Speed {
  readonly bitsPerSecond: number;
  /** Milliseconds there and back. */
  readonly roundTrip: number;
}

/** Milliseconds between looks at the queue. */
const BEAT = 5;

/** Puts a slow line before a host. */
export async function slowLine(host: string, { bitsPerSecond, roundTrip }: Speed): Promise<SlowLine> {
  const { hostname, port, pathname } = new URL(host);
  const queue: { readonly piece: Buffer; readonly to: Socket }[] = [];
  const later = (act: () => void) => setTimeout(act, roundTrip / 2);
  let last = performance.now();
  const clock = setInterval(() => {
    // By the time that has passed: on a busy machine the beat is late.
    const now = performance.now();
    let left = Math.round(((now - last) / 1000) * (bitsPerSecond / 8));
    last = now;
    while (left > 0 && queue[0]) {
      const { piece, to } = queue[0];
      const sent = piece.subarray(0, left);
      left -= sent.length;
      if (sent.length === piece.length) queue.shift();
      else queue[0] = { piece: piece.subarray(sent.length), to };
      later(() => to.writable && to.write(sent));
    }
  }, BEAT);
  const server = createServer((browser) => {
    const behind = connect(Number(port), hostname);
    // A round trip for the connection itself, then half of one each way.
    const open = new Promise<void>((resolve) => setTimeout(resolve, roundTrip));
    browser.on('data', (piece) => open.then(() => later(() => behind.writable && behind.write(piece))));
    behind.on('data', (piece: Buffer) => queue.push({ piece, to: browser }));
    for (const [one, other] of [
      [browser, behind],
      [behind, browser],
    ] as const) {
      one.on('error', () => other.destroy());
      one.on('close', () => later(() => other.end()));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const own = (server.address() as AddressInfo).port;
  return {
    url: `http://127.0.0.1:${own}${pathname}`,
    close: () => {
      clearInterval(clock);
      server.close();
    },
  };
}
