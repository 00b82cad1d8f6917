// node assembly.build.mjs [FILE]: compiles assembly/ into src/simd128.ts, or that file. The one in src is committed, so
// that nobody who leaves the primitives alone needs the compiler; a test holds the two together.
import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const entry = fileURLToPath(new URL('./assembly/index.ts', import.meta.url)); // in full, which knip can follow
const options = '--enable simd --runtime stub -O3 --noAssert --importMemory --use abort= --disableWarning';
const [, , target = here('src/simd128.ts')] = process.argv;

let binary = new Uint8Array();
const { error, stderr } = await asc.main(
  [relative('', entry), '--outFile', 'module.wasm', ...options.split(' ')],
  {
    writeFile: (_, contents) => {
      binary = contents;
    },
  },
);
if (error) throw new Error(`${error.message}\n${stderr}`);
const base64 = Buffer.from(binary).toString('base64');
writeFileSync(
  target,
  `// Made by assembly.build.mjs from assembly/.\nexport const SIMD128: string =\n  '${base64}';\n`,
);
