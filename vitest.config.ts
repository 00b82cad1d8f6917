import { apart, folders, testRun, top } from './tools/vitestBase.ts';

export default testRun({
  exclude: [...apart],
  testTimeout: 120_000,
  hookTimeout: 120_000,
  projects: folders.map((name) => ({ extends: true as const, root: top + name, test: { name } })),
});
