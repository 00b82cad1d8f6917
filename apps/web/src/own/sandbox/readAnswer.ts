import { SimulatorError } from '../simulatorError.ts';
import type { SandboxAnswer } from './answers.ts';
import { oneLine, type Place } from './fault.ts';

/** What came out of the frame, checked: an answer, or the error that it is. Nothing in it is believed. */
export function readAnswer(data: unknown, { offset, lines }: Place): SandboxAnswer | SimulatorError {
  if (!Array.isArray(data) || data.length !== 3) return strange();
  const [kind, words, numbers] = data as readonly unknown[];
  if (typeof words !== 'string' || !isNumbers(numbers)) return strange();
  const [line = 0, row = -1] = numbers;
  switch (kind) {
    case 'ready':
    case 'described':
    case 'simulated':
      return [kind, words, numbers];
    case 'failed':
      return new SimulatorError('failed', `${oneLine(words)}${row > 0 ? ` (row ${row})` : ''}.`, line);
    case 'broken':
      // the script's own line: a text that is no JavaScript fails before anything could map it
      return new SimulatorError(
        'failed',
        `${oneLine(words).replace(/^Uncaught /, '')}.`,
        Math.max(1, Math.min(line - offset, lines)),
      );
    case 'flooded':
      return new SimulatorError(
        'flooded',
        'The simulator must return numbers and send nothing; it sent messages without end, and was ended.',
      );
    default:
      return strange();
  }
}

function isNumbers(value: unknown): value is Float64Array | Float32Array {
  return value instanceof Float64Array || value instanceof Float32Array;
}

function strange(): SimulatorError {
  return new SimulatorError(
    'flooded',
    'The simulator must answer with one list of numbers; it sent something else, and was ended.',
  );
}
