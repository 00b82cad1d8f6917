// The program of the worker in the sandboxed frame. A bundler makes one script of it, which the simulator's text follows.
import { Rng } from '@sbi/core/rng';
import { type FamilyName, families } from '../priorFamilies.ts';
import type { SandboxAnswer, SandboxOrder } from './answers.ts';
import { describeParts } from './describeParts.ts';
import { Fault, lineOf, oneLine, type Place, wordsOf } from './fault.ts';
import { removePowers } from './powers.ts';
import { readRow } from './readRow.ts';

/** What a simulator's text declares. */
export interface Declared {
  readonly prior?: unknown;
  readonly simulate?: unknown;
  readonly observation?: unknown;
}

type Program = (...helpers: readonly ((...numbers: readonly unknown[]) => unknown)[]) => Declared;

const MOST_LINES = 20;
const answer = self.postMessage.bind(self) as (message: SandboxAnswer, transfer: Transferable[]) => void;
const printed: string[] = [];
let lines = 0;
let declared: Declared = {};

/** The families as functions, in the order in which the program names them: uniform(0, 1) is plain data. */
const helpers = families.map(({ name, fields }) => (...numbers: readonly unknown[]) => {
  if (numbers.length !== fields.length || !numbers.every(Number.isFinite)) {
    throw new Fault(`${name} must be given ${fields.join(' and ')}, as finite numbers`);
  }
  return Object.freeze({ family: name as FamilyName, numbers: Object.freeze([...numbers]) });
});

/** Answers orders about the program that follows, which runs with the first of them. */
export function start(program: Program, place: Place): void {
  let ready = false;
  removePowers(print);
  self.onmessage = async ({ data: order }: MessageEvent<SandboxOrder>) => {
    let row = -1;
    try {
      if (!ready) declared = program(...helpers);
      ready = true;
      if (order[0] === 'describe') send('described', ...describeParts(declared));
      else {
        const x = await simulateRows(order, (index) => {
          row = index;
        });
        send('simulated', '', x);
      }
    } catch (thrown) {
      send('failed', wordsOf(thrown), Float64Array.of(lineOf(thrown, place), row));
    }
  };
  send('ready', '', new Float64Array(0));
}

async function simulateRows(
  [, first, origin, dim, theta, known]: Extract<SandboxOrder, { 0: 'simulate' }>,
  enter: (row: number) => void,
): Promise<Float32Array> {
  const simulate = declared.simulate as (theta: Float32Array, rng: Rng) => unknown;
  const streams = Rng.fromSeed(origin);
  const rows = theta.length / dim;
  let width = known;
  let x = new Float32Array(rows * width);
  for (let i = 0; i < rows; i++) {
    enter(first + i);
    // a copy: a simulator may write to its argument
    const row = readRow(await simulate(theta.slice(i * dim, (i + 1) * dim), streams.fork(first + i)), width);
    if (width === 0) {
      width = row.length;
      x = new Float32Array(rows * width);
    }
    x.set(row, i * width);
  }
  return x;
}

function send(kind: string, words: string, numbers: Float64Array | Float32Array): void {
  const all = [words, ...printed].filter((part) => part !== '').join('\n');
  printed.length = 0;
  answer([kind, all, numbers], [numbers.buffer]);
}

function print(line: string): void {
  if (lines++ < MOST_LINES) printed.push(oneLine(line) || ' ');
}
