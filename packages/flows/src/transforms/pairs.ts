import * as tf from '@tensorflow/tfjs-core';

/** The even-indexed and the odd-indexed coordinates of events [..., dim]; without gathers, which tfjs-wasm cannot differentiate. */
export function splitPairs(events: tf.Tensor): [even: tf.Tensor, odd: tf.Tensor] {
  const dim = events.shape.at(-1) as number;
  const lead = events.shape.slice(0, -1);
  const pairs = tf.reshape(dim % 2 === 0 ? events : padLast(events), [-1, 2]);
  const [even, odd] = tf.split(pairs, 2, -1) as [tf.Tensor, tf.Tensor];
  const half = Math.ceil(dim / 2);
  const odds = tf.reshape(odd, [...lead, half]);
  return [tf.reshape(even, [...lead, half]), dim % 2 === 0 ? odds : cutLast(odds, half - 1)];
}

/** The way back, to events [..., dim]. */
export function joinPairs(even: tf.Tensor, odd: tf.Tensor): tf.Tensor {
  const lead = even.shape.slice(0, -1);
  const [half, other] = [even.shape.at(-1) as number, odd.shape.at(-1) as number];
  const odds = other === half ? odd : padLast(odd);
  const pairs = tf.concat([tf.reshape(even, [-1, 1]), tf.reshape(odds, [-1, 1])], 1);
  const events = tf.reshape(pairs, [...lead, 2 * half]);
  return other === half ? events : cutLast(events, half + other);
}

/** One zero behind every event. */
function padLast(events: tf.Tensor): tf.Tensor {
  return tf.concat([events, tf.zeros([...events.shape.slice(0, -1), 1])], -1);
}

function cutLast(events: tf.Tensor, length: number): tf.Tensor {
  const lead = events.shape.slice(0, -1);
  return tf.slice(events, [...lead.map(() => 0), 0], [...lead, length]);
}
