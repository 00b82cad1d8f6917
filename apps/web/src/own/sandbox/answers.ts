/** What the worker in the frame is told. */
export type SandboxOrder =
  | readonly ['describe']
  /** Rows first … of the run that `origin` seeds: θ row by row, `dim` numbers each; x of that width, 0 where none is known. */
  | readonly ['simulate', first: number, origin: number, dim: number, theta: Float32Array, width: number];

/**
 * What it answers: a kind, lines of text, and numbers. Nothing else crosses the border.
 *
 * - ready: without being asked, before anything of the simulator runs
 * - described: a line for every parameter, name and family apart by a tab, then what was printed; numbers of every family,
 *   each after how many they are, then those of the observation (−1 in place of their count where there is none)
 * - simulated: what was printed; x row by row
 * - failed: what is wrong; its line in the editor (0: unknown) and the row (−1: none)
 *
 * and what the guard says of it: flooded, misshapen, or broken (an error outside of any order, with its line).
 */
export type SandboxAnswer = readonly [kind: string, words: string, numbers: Float64Array | Float32Array];
