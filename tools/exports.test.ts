import { expect, it } from 'vitest';
import { undocumented } from './apiPages.ts';
import { published } from './sources.ts';
import { surfaceOf } from './surface.ts';

// What users may rely on, values and types. A change here is a change for them: look at it, run `vitest -u`, and say it in
// a changeset.
const libraries = published
  .filter(({ manifest }) => manifest.exports !== undefined)
  .map((member) => [member.manifest.name, member] as const);

it.each(libraries)('%s', async (name, member) => {
  await expect(surfaceOf(member)).toMatchFileSnapshot(`snapshots/${name.replace('@sbi/', '')}.md`);
});

it.each(libraries)('every export of %s says what it is', (_, member) => {
  expect(undocumented(member)).toEqual([]);
});
