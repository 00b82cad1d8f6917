const bins = 512;

/**
 * Thresholds of the regions of highest density: the cells above the k-th hold the share `levels[k]` of all mass, the
 * cell at the edge in part. 0 where the values hold less than that.
 *
 * @param levels falling
 */
export function credibleThresholds(values: Float32Array, levels: readonly number[], total = 1): number[] {
  let highest = 0;
  for (let i = 0; i < values.length; i++) highest = Math.max(highest, values[i] as number);
  if (!(highest > 0)) return levels.map(() => 0);
  // Sorting all cells would cost more than all the rest: only those near a threshold are sorted.
  const scale = bins ** 2 / highest;
  const binOf = new Uint16Array(values.length);
  const masses = new Float64Array(bins + 1);
  for (let i = 0; i < values.length; i++) {
    const bin = Math.sqrt((values[i] as number) * scale) | 0;
    binOf[i] = bin;
    masses[bin] = (masses[bin] as number) + (values[i] as number);
  }
  return levels.map((level) => {
    let mass = 0;
    let bin = bins;
    while (bin > 0 && mass + (masses[bin] as number) < level * total) mass += masses[bin--] as number;
    const near: number[] = [];
    let above = highest;
    for (let i = 0; i < values.length; i++) {
      if (binOf[i] === bin) near.push(values[i] as number);
      else if ((binOf[i] as number) > bin && (values[i] as number) < above) above = values[i] as number;
    }
    return thresholdAmong(Float32Array.from(near).sort(), level * total - mass, above);
  });
}

/**
 * Where ascending values, added up from the largest, reach a mass. Linear between them; 0 where they do not.
 *
 * @param above the next value beyond the largest
 */
function thresholdAmong(ascending: Float32Array, wanted: number, above: number): number {
  let [mass, last] = [0, above];
  for (let i = ascending.length - 1; i >= 0; i--) {
    const value = ascending[i] as number;
    if (mass + value >= wanted) return last + ((value - last) * Math.max(0, wanted - mass)) / value;
    mass += value;
    last = value;
  }
  return 0;
}

/** The mass of the cells denser than a value: the level of the credible region that has it on its edge. */
export function levelAt(values: Float32Array, density: number): number {
  let mass = 0;
  for (const value of values) if (value > density) mass += value;
  return Math.min(1, mass);
}
