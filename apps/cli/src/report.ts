import type { Command, CommanderError } from 'commander';
import type { Files } from './files.ts';
import { Interrupted } from './interrupt.ts';
import { UsageError } from './usageError.ts';

/** What the person at the keyboard is told at the end, and the exit status. */
export interface Verdict {
  readonly text: string;
  readonly code: number;
}

/** Errors of our packages carry a registered symbol; asking by it spares loading the packages to print one line. */
const MARKS = [Symbol.for('@sbi/error'), Symbol.for('@sbi/plots/PlotError')];

/** What sysexits.h calls an internal error: 1 says that a posterior is not to be trusted. */
const MISTAKE = 70;

/** One line for anything expected; a hint, and the stack where asked for, for what is a mistake of ours. */
export function report(error: unknown, options: { readonly debug: boolean }): Verdict {
  const message = error instanceof Error ? error.message : String(error);
  if (isExpected(error)) {
    const stack = options.debug ? `\n${(error as Error).stack}` : '';
    return { text: `sbi: ${oneLine(message)}${stack}`, code: 2 };
  }
  const text = `sbi: something unexpected happened: ${oneLine(message)}`;
  if (options.debug) return { text: `${text}\n${error instanceof Error ? error.stack : ''}`, code: MISTAKE };
  return { text: `${text} (a mistake in sbi; SBI_DEBUG=1 shows where).`, code: MISTAKE };
}

/** What is wrong with a call, and the page that says how it is done; nothing where a page was asked for. */
export function reportCall(
  { message, exitCode }: CommanderError,
  program: Command,
  name: string | undefined,
): Verdict {
  if (exitCode === 0) return { text: '', code: 0 };
  const words = oneLine(message)
    .replace(/^error: /, '')
    .replace(/\.$/, '');
  const command = program.commands.find((candidate) => candidate.name() === name);
  return { text: `sbi: ${words}; see ${command ? `sbi ${command.name()}` : 'sbi'} --help.`, code: 2 };
}

/** The last line after Ctrl-C: what is whole and stays. */
export function reportInterrupt(reason: unknown, files: Files): Verdict {
  const { message, exitCode } = reason instanceof Interrupted ? reason : new Interrupted('SIGINT');
  const { written } = files;
  const most = 3;
  const names =
    written.slice(0, most).join(', ') + (written.length > most ? ` and ${written.length - most} more` : '');
  const kept =
    written.length === 0
      ? 'nothing was written'
      : `${names} ${written.length === 1 ? 'is' : 'are'} whole and kept, nothing else was written`;
  return { text: `sbi: ${oneLine(`${message}: ${kept}.`)}`, code: exitCode };
}

function isExpected(error: unknown): boolean {
  if (error instanceof UsageError) return true;
  return typeof error === 'object' && error !== null && MARKS.some((mark) => mark in error);
}

/** Without the line breaks and control characters that a file's name or content may have brought along. */
function oneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return text.replace(/\s*[\r\n\u2028\u2029]+\s*/g, ' ').replace(/[\u0000-\u001f\u007f-\u009f]/g, '�');
}
