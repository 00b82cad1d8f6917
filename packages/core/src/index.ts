import './singleCopy.ts'; // first: what follows fails strangely with two copies
import './disposeSymbol.ts';
import './gradients.ts';

export { type CsvOptions, fromCsv, toCsv } from './csv.ts';
export { defineOp, type OpSpec } from './defineOp.ts';
export { describeNames, describeValue } from './describeValue.ts';
export { portableExp, portableLog } from './elementary.ts';
export {
  BackendError,
  SbiError,
  SerializationError,
  ShapeError,
  SupportError,
  TrainingError,
} from './errors.ts';
export { breather, type Job } from './job.ts';
export {
  cholesky,
  halfLogDet,
  invertLower,
  type Square,
  solveCholesky,
  solveLower,
  solveUpper,
} from './linalg.ts';
export {
  column,
  expectMatrix,
  type Matrix,
  matrix,
  matrixOf,
  rowOf,
  selectRows,
  toMatrix,
  toTensor,
} from './matrix.ts';
export { noGrad } from './noGrad.ts';
export { normals, randomTensor, uniforms } from './randomTensors.ts';
export { Rng, type Seed } from './rng.ts';
export { RngBatch } from './rngBatch.ts';
export { asShape, broadcastShapes, expectEvents, leadShape, type Shape, sizeOf } from './shapes.ts';
export { checkFinite, checkSimulations, type Simulations, selectSimulations } from './simulations.ts';
export { assertSingleCopy } from './singleCopy.ts';
export { ERFC_SERIES, logNormalCdf, normalQuantile } from './special.ts';
export { betaTails, gammaTails, logGamma, normalTails, type Tails } from './tails.ts';
