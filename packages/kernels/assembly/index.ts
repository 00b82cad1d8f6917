export { affine, affineGradient, normal, normalGradient, solve } from './affine';
export { biasGradient, dense, denseGradient, transposeTiles } from './dense';
export { collectMixing, diagonal, mix, mixGradient, unmix } from './mixing';
export { addRows, gate, gateGradient, relu, reluGradient, sigmoid } from './residual';
export { spline } from './spline';
export { splineGradient } from './splineGradient';
export { splineSolve } from './splineSolve';
export { tanhGradient, tanhRows } from './tanh';
export { adam, gather, scatter, sumOfSquares } from './vectors';
