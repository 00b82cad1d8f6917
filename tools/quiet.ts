import { env } from '@tensorflow/tfjs-core';

// The cpu backend greets the console on first use; a test's output is for its result.
env().set('IS_TEST', true);
