// Of `size` neighbours along a series [place][feature][8] the greatest goes on. `step`: the features from one panel of what
// goes on to the next, of which there may be more than its places fill.

/** out = max y over each window; what fills none is left out. */
export function maxPool(
  out: usize,
  y: usize,
  size: i32,
  places: i32,
  length: i32,
  features: i32,
  step: i32,
  panels: i32,
): void {
  const row: usize = features << 5;
  for (let panel = 0; panel < panels; ++panel) {
    let source = y;
    let target = out;
    for (let place = 0; place < places; ++place) {
      for (let at: usize = 0; at < row; at += 16) {
        let most = v128.load(source + at);
        let next = source + at;
        for (let k = 1; k < size; ++k) {
          next += row;
          most = f32x4.max(most, v128.load(next));
        }
        v128.store(target + at, most);
      }
      source += size * row;
      target += row;
    }
    out += step << 5;
    y += length * row;
  }
}

/** From the slopes of what `maxPool` gave to those of y: of equal neighbours the first has it, the others 0. */
export function maxPoolGradient(
  dy: usize,
  dOut: usize,
  y: usize,
  size: i32,
  places: i32,
  length: i32,
  features: i32,
  step: i32,
  panels: i32,
): void {
  const row: usize = features << 5;
  for (let panel = 0; panel < panels; ++panel) {
    let source = y;
    let slope = dOut;
    let target = dy;
    for (let place = 0; place < places; ++place) {
      for (let at: usize = 0; at < row; at += 16) {
        let most = v128.load(source + at);
        for (let k = 1; k < size; ++k) most = f32x4.max(most, v128.load(source + at + k * row));
        let left = v128.load(slope + at);
        for (let k = 0; k < size; ++k) {
          const to = at + k * row;
          const isMost = f32x4.eq(v128.load(source + to), most);
          v128.store(target + to, v128.and(left, isMost));
          left = v128.andnot(left, isMost);
        }
      }
      source += size * row;
      target += size * row;
      slope += row;
    }
    const rest: usize = (length - places * size) * row;
    memory.fill(target, 0, rest);
    dOut += step << 5;
    y += length * row;
    dy += length * row;
  }
}
