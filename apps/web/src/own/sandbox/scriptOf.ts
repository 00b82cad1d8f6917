import { families } from '../priorFamilies.ts';
import type { Place } from './fault.ts';

/** A whole script for the worker, and where in it the visitor's text stands. */
export interface Program {
  readonly program: string;
  readonly place: Place;
}

/** The worker's own script, and after it a simulator's text as a function that is given to it. */
export function scriptOf(inside: string, source: string): Program {
  const lines = source.split(/\r\n?|\n/).length;
  const names = families.map(({ name }) => name).join(', ');
  const head = `${inside}\ninside.start((${names}) => {'use strict';\n`;
  const place = { offset: head.split('\n').length - 1, lines };
  const part = (name: string) => `${name}: typeof ${name} === 'undefined' ? undefined : ${name}`;
  const declared = ['prior', 'simulate', 'observation'].map(part).join(', ');
  const tail = `\n;return {${declared}};\n}, ${JSON.stringify(place)});\n`;
  return { program: head + source + tail, place };
}
