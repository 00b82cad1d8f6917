import { build } from 'rolldown';
import { publicOps } from '../../tools/publicOps.mjs';

// Written over tsc's output of the same name: tfjs's gradient files cannot be imported by plain Node.
await build({
  input: 'src/gradients.ts',
  external: ['@tensorflow/tfjs-core'],
  plugins: [publicOps()],
  treeshake: { moduleSideEffects: false }, // tfjs's own files only declare: what no gradient calls can go
  output: { file: 'dist/gradients.js' },
  logLevel: 'warn',
});
