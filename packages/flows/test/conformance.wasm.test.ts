import { conformance } from './conformance.ts';
import '@tensorflow/tfjs-backend-wasm';

conformance('wasm', [1, 2]);
