// Profiles of 2026-11-26 on two cores of an Intel Xeon (Sapphire Rapids) with Node 20. The machine's speed changed by a factor
// of two within that day, so it is shares and the best of many repetitions that are told.

/** What nearly all works that fall short have in common. */
export const BOUND =
  'Profiles of 2026-11-26, on an Intel Xeon whose speed changed by a factor of two while they were taken: shares, and the best of many repetitions. One bound is behind nearly all of them. The default build gives the same bits on every machine, so it multiplies and adds in two instructions of four lanes: dense layers reach 33 GFLOP/s at most, gradients of weights 30. On the same core torch multiplies matrices, 16 lanes and both operations in one instruction (AVX-512), at 100 GFLOP/s (200 × 50 by 50 × 50) and 146 (2,000 × 256 by 256 × 256). With relaxed SIMD, on request and without the promise about bits, the kernels alone take 1.05 ms instead of 1.42 for the small step, 150 instead of 207 for the large one, 18.1 instead of 23.4 for 10,000 draws, and 16.3 instead of 21.7 for 10,000 log-densities.';

/** Why a work may fall short of what is wanted: where its time goes, and what was tried. */
export const BOUNDS: Readonly<Record<string, string>> = {
  maf: 'Of the 2.0 ms of a good moment 1.4 are in the kernels: dense layers 0.63, gradients of weights 0.36, tanh 0.16. The rest lies around them. Gone are the slopes of x and of the first residual, which nobody asked for, the mean loss of every batch, gathers from tensors of the whole table, and a copy of the gradient: 0.4 ms less of 2.4. Left are Adam and its copies (5 %), packing of weights (4 %) and what a call of tfjs costs. Smaller chunks of rows and layers without masks ran at the same rate; more accumulators than eight do not fit the registers.',
  nsf: 'Dense layers 35 %, gradients of weights 22 %, splines, relu and gates most of the rest; copies into tensors 2 to 3 %. Gone are the slopes of x and the losses that nobody read, as in the step of a MAF.',
  'maf-large':
    'Dense layers 53 %, gradients of weights 34 %, tanh 4 %, adding up the gradients of chunks 2 %.',
  'nsf-large':
    'On 2026-11-27, on the same kind of machine: dense layers 51 %, gradients of weights 34 %; what is left, splines, gates, relu and copies, has no part above 1.5 %. The step is 18.5 GFLOP, 24 GFLOP/s in all and 28 in the dense kernels, of the 33 that they reach there on their own. Its activations, 13 MB for each of ten chunks, are kept for the way back, where the forward pass was done twice: 0.83 s instead of 1.21 on one core. What would make it faster are fewer multiplications, or more of them in an instruction.',
  tutorial:
    'Its 360 training steps (dense layers 32 %, gradients of weights 18 %, tanh 9 %), whose bound is that of the step.',
  accurate:
    'Our recipe trains until its own patience ends, and ends at a higher log-density than asked (see the notes of the row); its steps are bound as above.',
  draws:
    'Dense layers 53 %, tanh 20 %; 23.4 of 28 ms are in the kernel. What depends on x alone is done once for all draws, and a hidden unit once instead of once a coordinate; random numbers, checks of the walls and copies are the rest, and no longer make a view of every row.',
  million: 'As 10,000 draws, a hundred times.',
  'log-prob':
    'Dense layers 55 %, tanh 21 %, affine maps 5 %; 21.7 of 25 ms for 10,000 rows are in the kernel, with the context’s part done once.',
  batched: 'As 10,000 draws; a thousand rows share what depends on their x.',
};
