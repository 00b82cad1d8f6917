/** Some rows of a table: first, first + stride, …, so many. */
export interface Rows {
  readonly first: number;
  readonly stride: number;
  readonly count: number;
}

/** How many panels so many rows fill. */
export function panelsOf({ count }: { readonly count: number }): number {
  return Math.ceil(count / 8);
}

/**
 * Copies rows of a table into panels of 8, [panel][feature][8], at an address; lanes without a row become 0. `places` names the
 * feature of every column where they do not stand in order.
 */
export function toPanels(
  floats: Float32Array,
  at: number,
  features: number,
  table: Float32Array,
  columns: number,
  { first, stride, count }: Rows,
  places?: Int32Array,
): void {
  const start = at / 4;
  const end = start + Math.ceil(count / 8) * features * 8;
  if (count % 8 !== 0) floats.fill(0, end - features * 8, end);
  for (let i = 0; i < count; i++) {
    const lane = start + (i >> 3) * features * 8 + (i & 7);
    const row = (first + i * stride) * columns;
    for (let c = 0; c < columns; c++) {
      floats[lane + 8 * (places ? (places[c] as number) : c)] = table[row + c] as number;
    }
  }
}

/** Copies panels back into rows of a table. */
export function fromPanels(
  table: Float32Array,
  columns: number,
  { first, stride, count }: Rows,
  floats: Float32Array,
  at: number,
  features: number,
  places?: Int32Array,
): void {
  const start = at / 4;
  for (let i = 0; i < count; i++) {
    const lane = start + (i >> 3) * features * 8 + (i & 7);
    const row = (first + i * stride) * columns;
    for (let c = 0; c < columns; c++) {
      table[row + c] = floats[lane + 8 * (places ? (places[c] as number) : c)] as number;
    }
  }
}

/** The contexts of rows side by side, where row i has context i mod the number of contexts. */
export function contextsOf(context: Float32Array, width: number, { first, count }: Rows): Float32Array {
  const contexts = context.length / width;
  const from = first % contexts;
  if (from + count <= contexts) return context.subarray(from * width, (from + count) * width);
  const rows = new Float32Array(count * width);
  for (let i = 0; i < count; i++) {
    const at = ((first + i) % contexts) * width;
    for (let c = 0; c < width; c++) rows[i * width + c] = context[at + c] as number;
  }
  return rows;
}

/** Rows that are worked on together; `context` is set where all of them have that one. */
export interface Piece extends Rows {
  readonly context?: number;
}

/** From so many rows of one context on, its projection is worth computing apart: a panel holds 8. */
const WORTH_SHARING = 8;

/** All rows in chunks; where many share a context, those of each context by themselves. */
export function piecesOf(rows: number, contexts: number, chunk: number, mayShare: boolean): Piece[] {
  const each = rows / contexts;
  const parts = (total: number) =>
    Array.from({ length: Math.ceil(total / chunk) }, (_, i) => ({
      first: i * chunk,
      count: Math.min(chunk, total - i * chunk),
    }));
  if (!mayShare || each < WORTH_SHARING) return parts(rows).map((part) => ({ ...part, stride: 1 }));
  return Array.from({ length: contexts }, (_, context) =>
    parts(each).map(({ first, count }) => ({
      first: first * contexts + context,
      stride: contexts,
      count,
      context,
    })),
  ).flat();
}
