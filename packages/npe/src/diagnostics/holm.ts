/**
 * Which of many hypotheses fall when the chance that any true one does is to stay below `level` (Holm 1979).
 *
 * The smallest p-value is compared with level/m, the next with level/(m − 1), and so on until one stands; no matter how
 * the tests depend on each other.
 */
export function holm(pValues: readonly number[], level: number): readonly boolean[] {
  const order = pValues.map((_, i) => i).sort((i, j) => (pValues[i] as number) - (pValues[j] as number));
  const standing = order.findIndex((i, rank) => (pValues[i] as number) > level / (order.length - rank));
  const fallen = new Set(standing < 0 ? order : order.slice(0, standing));
  return pValues.map((_, i) => fallen.has(i));
}
