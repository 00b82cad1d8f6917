import { testRun } from './tools/vitestBase.ts';

// What is recorded rather than judged: pictures and times of the page, written into docs by whoever asks for them.
export default testRun({
  include: ['apps/web/test/**/*.record.ts'],
  testTimeout: 600_000,
  hookTimeout: 120_000,
  fileParallelism: false,
});
