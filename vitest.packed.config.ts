import { testRun } from './tools/vitestBase.ts';

// Packs every package and installs it by npm in empty folders: needs the registry.
export default testRun({
  include: ['tools/**/*.packed.test.ts'],
  testTimeout: 600_000,
  hookTimeout: 600_000,
});
