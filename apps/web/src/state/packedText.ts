import { StateError } from './stateError.ts';

/** Characters of a simulator's source that a link holds. */
export const LONGEST_SOURCE = 20_000;

/** As many bytes as its UTF-8 can take: what unpacks to more is not read to its end. */
const MOST_BYTES = 4 * LONGEST_SOURCE;

/** A text for a link: compressed, in letters that an address keeps as they are. */
export async function packText(text: string): Promise<string> {
  const bytes = await readAll(new Blob([text]).stream().pipeThrough(new CompressionStream('deflate-raw')));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');
}

/** The text again. @throws StateError for letters that no packed text has, damage, or a text too long */
export async function unpackText(packed: string, what: string): Promise<string> {
  const must = `be up to ${LONGEST_SOURCE} characters, packed by this page`;
  if (!/^[A-Za-z0-9_-]+$/.test(packed) || packed.length % 4 === 1) throw new StateError(what, must, packed);
  try {
    const bytes = Uint8Array.from(atob(packed.replaceAll('-', '+').replaceAll('_', '/')), (letter) =>
      letter.charCodeAt(0),
    );
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await readAll(stream));
    if (text.length <= LONGEST_SOURCE) return text;
  } catch {
    // whatever a damaged one fails with, it is not one of ours
  }
  throw new StateError(what, must, packed);
}

async function readAll(stream: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for (const reader = stream.getReader(); ; ) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > MOST_BYTES) {
      await reader.cancel();
      throw new RangeError('too long');
    }
    pieces.push(value);
  }
  const whole = new Uint8Array(length);
  let start = 0;
  for (const piece of pieces) {
    whole.set(piece, start);
    start += piece.length;
  }
  return whole;
}
