import { testRun } from './tools/vitestBase.ts';

// Plain Node tests that drive an installed Chromium; one after the other, because a page wants the machine for itself.
export default testRun({
  include: ['apps/web/test/**/*.browser.test.ts'],
  testTimeout: 300_000,
  hookTimeout: 120_000,
  fileParallelism: false,
});
