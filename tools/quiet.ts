import { env } from '@tensorflow/tfjs-core';

// The cpu backend greets the console on first use; a test's output is for its result. Not IS_TEST: its leak check takes
// a gradient's saved inputs, which wasm copies, for a leak.
env().set('PROD', true);
