import type { Files } from './files.ts';
import type { Output, Screen } from './screen.ts';

/** What every command works with. */
export interface Context {
  readonly screen: Screen;
  readonly files: Files;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  /** Where data goes: CSV without --out, and JSON. */
  readonly data: Output;
}

/** Options that every command takes. */
export interface CommonOptions {
  readonly json?: true;
  readonly quiet?: true;
}
