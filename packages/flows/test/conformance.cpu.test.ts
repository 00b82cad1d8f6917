import { conformance } from './conformance.ts';
import '@tensorflow/tfjs-backend-cpu';

conformance('cpu', [1]); // the slower one: statistics of one stream
