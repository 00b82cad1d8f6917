export { type CheckpointFile, checkpointFile } from './node/checkpointFile.ts';
