import { script } from './inside.ts?script';
import { type Program, scriptOf } from './scriptOf.ts';

/** A simulator's text as the whole script of a worker. */
export function programOf(source: string): Program {
  return scriptOf(script, source);
}
