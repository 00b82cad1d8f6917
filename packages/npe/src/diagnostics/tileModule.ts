/**
 * A WebAssembly module of one function, written out instruction by instruction:
 *
 *     multiply(a, b, c, m, n, k): C = A · B over tiles of 4 × 8 floats, all arguments byte addresses or counts
 *
 * A lies as m tiles of rows, each k times four floats; B as n tiles of columns, each k times eight; C in rows of 8n. Four
 * sums at a time go through the 128-bit unit. Every sum adds up its k products one after the other, unfused, as `multiply`
 * does in JavaScript: the bits are the same.
 */
export function tileModule(): Uint8Array<ArrayBuffer> {
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00], // "\0asm", version 1
    ...section(1, [1, 0x60, 6, I32, I32, I32, I32, I32, I32, 0]), // one type: six i32, no result
    ...section(3, [1, 0]), // one function of it
    ...section(5, [1, 0, 1]), // one memory, of a page to begin with
    ...section(7, [2, ...name('memory'), 2, 0, ...name('multiply'), 0, 0]),
    ...section(10, [1, ...sized([2, 6, I32, 11, V128, ...body(), END])]),
  ]);
}

const I32 = 0x7f;
const V128 = 0x7b;
const END = 0x0b;
const ADD = 0x6a;
const SUB = 0x6b;
const MUL = 0x6c;
const LESS = 0x49;
/** Bytes of four floats, and of eight. */
const DOWN = 16;
const ACROSS = 32;

// parameters, then locals of integers, then of four floats
const [A, B, C, M, N, K] = [0, 1, 2, 3, 4, 5];
const [STRIDE, ROWS, P, Q, LAST, TO] = [6, 7, 8, 9, 10, 11];
const SUMS = [12, 13, 14, 15, 16, 17, 18, 19];
const [LEFT, RIGHT, ONE] = [20, 21, 22];

const get = (local: number) => [0x20, local];
const set = (local: number) => [0x21, local];
/** From 0 to 63: one byte of LEB128, whose next bit would be a sign. */
const constant = (value: number) => [0x41, value];
const advance = (local: number, by: readonly number[]) => [...get(local), ...by, ADD, ...set(local)];
/** do { … } while (condition) */
const repeat = (inner: readonly number[], condition: readonly number[]) => [
  ...[0x03, 0x40],
  ...inner,
  ...condition,
  ...[0x0d, 0],
  END,
];
const countDown = (local: number) => [...get(local), ...constant(1), SUB, 0x22, local];

const load = (offset: number) => [0xfd, 0x00, 4, offset];
const loadFourTimes = (offset: number) => [0xfd, 0x09, 2, offset];
const store = (offset: number) => [0xfd, 0x0b, 4, offset];
const zero = [0xfd, 0x0c, ...new Array<number>(16).fill(0)];
const addFours = [0xfd, 0xe4, 0x01];
const multiplyFours = [0xfd, 0xe6, 0x01];

function body(): readonly number[] {
  const accumulate = (sum: number, four: number) => [
    ...get(sum),
    ...get(ONE),
    ...get(four),
    ...multiplyFours,
    ...addFours,
    ...set(sum),
  ];
  const products = [0, 1, 2, 3].flatMap((row) => [
    ...[...get(P), ...loadFourTimes(4 * row), ...set(ONE)],
    ...accumulate(SUMS[2 * row] as number, LEFT),
    ...accumulate(SUMS[2 * row + 1] as number, RIGHT),
  ]);
  const step = [
    ...[...get(Q), ...load(0), ...set(LEFT), ...get(Q), ...load(16), ...set(RIGHT)],
    ...products,
    ...advance(P, constant(DOWN)),
    ...advance(Q, constant(ACROSS)),
  ];
  const results = [0, 1, 2, 3].flatMap((row) => [
    ...[...get(TO), ...get(SUMS[2 * row] as number), ...store(0)],
    ...[...get(TO), ...get(SUMS[2 * row + 1] as number), ...store(16)],
    ...advance(TO, get(STRIDE)),
  ]);
  const tile = [
    ...SUMS.flatMap((sum) => [...zero, ...set(sum)]),
    ...[...get(B), ...set(Q)],
    ...repeat(step, [...get(Q), ...get(LAST), LESS]),
    ...results,
  ];
  const column = [
    ...[...get(A), ...set(P), ...get(C), ...set(TO), ...get(M), ...set(ROWS)],
    ...[...get(K), ...constant(ACROSS), MUL, ...get(B), ADD, ...set(LAST)],
    ...repeat(tile, countDown(ROWS)),
    ...[...get(LAST), ...set(B)],
    ...advance(C, constant(ACROSS)),
  ];
  const stride = [...get(N), ...constant(ACROSS), MUL, ...set(STRIDE)];
  return [...stride, ...repeat(column, countDown(N))];
}

function section(id: number, content: readonly number[]): readonly number[] {
  return [id, ...sized(content)];
}

function sized(content: readonly number[]): readonly number[] {
  return [...unsigned(content.length), ...content];
}

function name(text: string): readonly number[] {
  return sized(Array.from(text, (letter) => letter.charCodeAt(0)));
}

/** LEB128. */
function unsigned(value: number): readonly number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...unsigned(value >>> 7)];
}
