import { families } from '../priorFamilies.ts';
import type { Place } from './fault.ts';
import { script } from './inside.ts?script';

/** A whole script for the worker, and where in it the visitor's text stands. */
export interface Program {
  readonly program: string;
  readonly place: Place;
}

/** A simulator's text as the whole script of a worker, and where in it the text's lines stand. */
export function programOf(source: string): Program {
  const lines = source.split(/\r\n?|\n/).length;
  const names = families.map(({ name }) => name).join(', ');
  const head = `${script}\ninside.start((${names}) => {'use strict';\n`;
  const place = { offset: head.split('\n').length - 1, lines };
  const part = (name: string) => `${name}: typeof ${name} === 'undefined' ? undefined : ${name}`;
  const tail = `\n;return {${['prior', 'simulate', 'observation'].map(part).join(', ')}};\n}, ${JSON.stringify(place)});\n`;
  return { program: head + source + tail, place };
}
