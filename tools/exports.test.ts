import { expect, it } from 'vitest';
import { published } from './sources.ts';
import { surfaceOf } from './surface.ts';

// What users may rely on, values and types. A change here is a change for them: look at it, run `vitest -u`, and say it in
// a changeset.
const libraries = published.filter(({ manifest }) => manifest.exports !== undefined);

it.each(libraries.map((member) => [member.manifest.name, member] as const))('%s', async (name, member) => {
  await expect(surfaceOf(member)).toMatchFileSnapshot(`snapshots/${name.replace('@sbi/', '')}.md`);
});
