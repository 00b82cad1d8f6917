// node countTests.mjs FOLDER: sums up what the stages of .ci/run left there, prints "N passed, N failed", fails if any did.
import { existsSync, readFileSync } from 'node:fs';

const [folder] = process.argv.slice(2);
let [passed, failed] = [0, 0];

for (const line of readFileSync(`${folder}/stages`, 'utf8').trim().split('\n')) {
  const [, name, status] = /^(.*) (\d+)$/.exec(line);
  const report = `${folder}/${name}.json`;
  const before = failed;
  if (existsSync(report)) {
    const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(report, 'utf8'));
    // A file that does not load, or whose set-up fails, has no failed test: count it as one.
    const broken = testResults.filter(
      (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
    );
    passed += numPassedTests;
    failed += numFailedTests + broken.length;
  } else if (status === '0') passed += 1;
  if (status !== '0' && failed === before) failed += 1; // the stage failed beside its tests
}

console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
