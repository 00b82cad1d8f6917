import type { StartedBackend } from '@sbi/backends';
import { readVersions } from '../versions.ts';
import { type Html, html } from './html.ts';
import { section } from './page.ts';
import { listOf } from './tables.ts';

/** The command that makes the same page again, and what its numbers depend on. */
export function reproduceSection(command: string, backend: StartedBackend, notes: Html): Html {
  const versions = Object.entries(readVersions()).map(([name, version]) => `${name} ${version}`);
  return section(
    'To get the same again',
    html`<pre>${command}</pre>`,
    notes,
    listOf([
      ['Backend', backend.name],
      ['Machine', `${process.platform} ${process.arch}`],
      ['Versions', versions.join(', ')],
    ]),
  );
}
