// node assembly.build.mjs [FOLDER]: compiles assembly/ into src/simd128.ts and src/relaxedSimd.ts, or into that folder. Those
// in src are committed, so that nobody who leaves the primitives alone needs the compiler; a test holds them together.
import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const entry = fileURLToPath(new URL('./assembly/index.ts', import.meta.url)); // in full, which knip can follow
const options = '--enable simd --runtime stub -O3 --noAssert --importMemory --use abort= --disableWarning';
const [, , folder = here('src')] = process.argv;

async function compile(name, constant, more) {
  let binary = new Uint8Array();
  const { error, stderr } = await asc.main(
    [relative('', entry), '--outFile', 'module.wasm', ...options.split(' '), ...more],
    {
      writeFile: (_, contents) => {
        binary = contents;
      },
    },
  );
  if (error) throw new Error(`${error.message}\n${stderr}`);
  const base64 = Buffer.from(binary).toString('base64');
  writeFileSync(
    `${folder}/${name}.ts`,
    `// Made by assembly.build.mjs from assembly/.\nexport const ${constant}: string =\n  '${base64}';\n`,
  );
}

await compile('simd128', 'SIMD128', []);
await compile('relaxedSimd', 'RELAXED_SIMD', ['--enable', 'relaxed-simd']);
