import type { StartedBackend } from '@sbi/backends';
import { type Html, html, listOf, section } from '@sbi/report';
import { readVersions } from '../versions.ts';

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
