import * as tf from '@tensorflow/tfjs-core';

/** How many numbers an upper triangle holds: its diagonal, then row by row what is beyond. */
export function packedSize(dim: number): number {
  return (dim * (dim + 1)) / 2;
}

/** [N, packed] → upper triangular matrices [N, dim, dim], by a product with zeros and ones. */
export function unpackTriangle(packed: tf.Tensor, dim: number): tf.Tensor {
  const size = packedSize(dim);
  const places = new Float32Array(size * dim * dim);
  let next = dim;
  for (let i = 0; i < dim; i++) {
    places[i * dim * dim + i * dim + i] = 1;
    for (let j = i + 1; j < dim; j++) places[next++ * dim * dim + i * dim + j] = 1;
  }
  const rows = tf.reshape(packed, [-1, size]) as tf.Tensor2D;
  return tf.reshape(tf.matMul(rows, tf.tensor2d(places, [size, dim * dim])), [-1, dim, dim]);
}

/** Solves A y = b for upper triangular A [N, dim, dim] and b [N, dim, S], from the last coordinate back. */
export function solveUpperTriangle(a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  const [count = 0, dim = 0, columns = 0] = b.shape;
  const solved: tf.Tensor[] = [];
  let rest = b;
  for (let i = dim - 1; i >= 0; i--) {
    const value = tf.div(
      tf.slice(rest, [0, i, 0], [count, 1, columns]),
      tf.slice(a, [0, i, i], [count, 1, 1]),
    );
    solved.unshift(value);
    if (i === 0) break;
    const column = tf.slice(a, [0, 0, i], [count, i, 1]);
    rest = tf.sub(tf.slice(rest, [0, 0, 0], [count, i, columns]), tf.mul(column, value));
  }
  return tf.concat(solved, 1);
}

/**
 * The upper triangular R with RᵀR = AᵀA, positive on its diagonal: R of A = QR by Gram and Schmidt, whose R is as good as
 * that of reflections, and which never squares A.
 */
export function triangularFactor(a: tf.Tensor): tf.Tensor {
  const [count = 0, dim = 0] = a.shape;
  const rows: tf.Tensor[] = [];
  let rest = a; // [N, dim, dim − i], the columns that are left
  for (let i = 0; i < dim; i++) {
    const left = dim - i;
    const column = tf.slice(rest, [0, 0, 0], [count, dim, 1]);
    const norm = tf.sqrt(tf.sum(tf.square(column), 1, true)); // [N, 1, 1]
    const unit = tf.div(column, norm);
    if (left === 1) {
      rows.push(pad(norm, dim - 1));
      break;
    }
    const others = tf.slice(rest, [0, 0, 1], [count, dim, left - 1]);
    const shares = tf.sum(tf.mul(unit, others), 1, true); // [N, 1, left − 1]
    rows.push(pad(tf.concat([norm, shares], 2), i));
    rest = tf.sub(others, tf.mul(unit, shares));
  }
  return tf.concat(rows, 1);
}

/** So many zeros in front of every row. */
function pad(row: tf.Tensor, zeros: number): tf.Tensor {
  return zeros === 0 ? row : tf.concat([tf.zeros([row.shape[0] as number, 1, zeros]), row], 2);
}

/** Columns of a in another order, [N, R, dim] → [N, R, picked]; by slices, which every backend differentiates. */
export function pickColumns(a: tf.Tensor, picked: readonly number[]): tf.Tensor {
  const [count = 0, rows = 0] = a.shape;
  return tf.concat(
    picked.map((j) => tf.slice(a, [0, 0, j], [count, rows, 1])),
    2,
  );
}
