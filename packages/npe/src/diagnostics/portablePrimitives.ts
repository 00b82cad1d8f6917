import type { Primitives } from './workbench.ts';

const { fround, sqrt } = Math;
const LANES = 8;
const TILE = 4;

/** The functions of assembly/ in JavaScript, bit for bit: float32, each product and each sum rounded. */
export function portablePrimitives(floats: Float32Array): Primitives {
  return { ...products(floats), ...gradients(floats), ...elementwise(floats) };
}

/** Where a weight of [tile of outputs][input][4 outputs] lies, and where a unit of [panel][feature][8 rows]. */
const weightAt = (base: number, o: number, i: number, inputs: number) =>
  base / 4 + ((o >> 2) * inputs + i) * TILE + (o & 3);
const unitAt = (base: number, panel: number, feature: number, features: number) =>
  base / 4 + (panel * features + feature) * LANES;

function products(floats: Float32Array): Pick<Primitives, 'dense' | 'transposeTiles'> {
  const at = (index: number) => floats[index] as number;
  const limitOf = readLimits(floats);
  return {
    dense(out, w, x, bias, inputs, panels, from, to, limits, start, stepOut, stepX) {
      for (let panel = 0; panel < panels; panel++) {
        for (let o = TILE * from; o < TILE * to; o++) {
          const [low, high] = limitOf(limits, o);
          for (let lane = 0; lane < LANES; lane++) {
            let sum = start === 1 ? at(bias / 4 + o) : 0;
            for (let i = low; i < high; i++) {
              const value = at(unitAt(x, panel, i, stepX) + lane);
              sum = fround(sum + fround(at(weightAt(w, o, i, inputs)) * value));
            }
            floats[unitAt(out, panel, o, stepOut) + lane] = sum;
          }
        }
      }
    },
    transposeTiles(out, w, outputs, inputs) {
      for (let o = 0; o < outputs; o++) {
        for (let i = 0; i < inputs; i++) {
          floats[weightAt(out, i, o, outputs)] = at(weightAt(w, o, i, inputs));
        }
      }
    },
  };
}

function gradients(floats: Float32Array): Pick<Primitives, 'denseGradient' | 'biasGradient'> {
  const at = (index: number) => floats[index] as number;
  const limitOf = readLimits(floats);
  return {
    denseGradient(dw, x, dy, outputs, inputs, panels, limits, stepX) {
      for (let o = 0; o < outputs; o++) {
        const [low, high] = limitOf(limits, o);
        for (let i = low; i < high; i++) {
          floats[weightAt(dw, o, i, inputs)] =
            at(weightAt(dw, o, i, inputs)) +
            sumOfLanes((lane) => {
              let sum = 0;
              for (let panel = 0; panel < panels; panel++) {
                const [value, slope] = [unitAt(x, panel, i, stepX), unitAt(dy, panel, o, outputs)];
                sum = fround(sum + fround(at(value + lane) * at(slope + lane)));
                sum = fround(sum + fround(at(value + lane + 4) * at(slope + lane + 4)));
              }
              return sum;
            });
        }
      }
    },
    biasGradient(db, dy, outputs, panels) {
      for (let o = 0; o < outputs; o++) {
        floats[db / 4 + o] =
          at(db / 4 + o) +
          sumOfLanes((lane) => {
            let sum = 0;
            for (let panel = 0; panel < panels; panel++) {
              const slope = unitAt(dy, panel, o, outputs) + lane;
              sum = fround(sum + fround(at(slope) + at(slope + 4)));
            }
            return sum;
          });
      }
    },
  };
}

function elementwise(floats: Float32Array): Pick<Primitives, 'relu' | 'reluGradient' | 'adam'> {
  const at = (index: number) => floats[index] as number;
  return {
    relu(out, x, bytes) {
      for (let i = 0; i < bytes / 4; i++) floats[out / 4 + i] = Math.max(at(x / 4 + i), 0);
    },
    reluGradient(out, dy, y, bytes) {
      for (let i = 0; i < bytes / 4; i++) floats[out / 4 + i] = at(y / 4 + i) > 0 ? at(dy / 4 + i) : 0;
    },
    adam(weights, average, first, second, gradient, count, ...settings) {
      const rounded = settings.map(fround) as typeof settings;
      const [clip, beta1, rest1, beta2, rest2, decay, rest, rate, epsilon] = rounded;
      for (let i = 0; i < count; i++) {
        const g = fround(at(gradient / 4 + i) * clip);
        const m = fround(fround(at(first / 4 + i) * beta1) + fround(g * rest1));
        const v = fround(fround(at(second / 4 + i) * beta2) + fround(fround(g * g) * rest2));
        const step = fround(fround(m * rate) / fround(fround(sqrt(v)) + epsilon));
        const w = fround(at(weights / 4 + i) - step);
        const mean = fround(at(average / 4 + i) * decay) + fround(w * rest);
        floats[first / 4 + i] = m;
        floats[second / 4 + i] = v;
        floats[weights / 4 + i] = w;
        floats[average / 4 + i] = mean;
      }
    },
  };
}

/** The columns [low, high) that a row of weights has. */
function readLimits(floats: Float32Array): (limits: number, row: number) => readonly [number, number] {
  const ints = new Int32Array(floats.buffer);
  return (limits, row) => {
    const at = limits / 4 + 2 * (row >> 2);
    return [ints[at] as number, ints[at + 1] as number];
  };
}

/** Four lanes' sums, added up as those of a vector are. */
function sumOfLanes(lane: (index: number) => number): number {
  return fround(fround(lane(0) + lane(2)) + fround(lane(1) + lane(3)));
}
