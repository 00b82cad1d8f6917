// node runExamples.mjs FILE…: imports the examples of one package, one after the other, with the cpu backend started as
// an example may assume, and writes what each printed as a line of JSON.
import { pathToFileURL } from 'node:url';
import { format } from 'node:util';
import { enableProdMode, ready, setBackend } from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';

enableProdMode(); // the cpu backend greets otherwise
const print = console.log;
for (const file of process.argv.slice(2)) {
  const lines = [];
  for (const level of ['log', 'info', 'warn', 'error'])
    console[level] = (...values) => lines.push(format(...values));
  await setBackend('cpu');
  await ready();
  const outcome = await import(pathToFileURL(file).href).then(
    () => ({ status: 0, stderr: '' }),
    (error) => ({ status: 1, stderr: String(error?.stack ?? error) }),
  );
  print(JSON.stringify({ ...outcome, stdout: lines.join('\n') }));
}
