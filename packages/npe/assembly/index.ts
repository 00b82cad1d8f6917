// What the network of c2st computes with: functions of @sbi/kernels, compiled into a module of its own, because a score
// must not depend on what is installed.
export { biasGradient, dense, denseGradient, transposeTiles } from '../../kernels/assembly/dense';
export { relu, reluGradient } from '../../kernels/assembly/residual';
export { adam } from '../../kernels/assembly/vectors';
