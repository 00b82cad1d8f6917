// The suite itself: each fault below must be caught by the check that is named for it, and by no accident of another.
import { normals, type Rng, type Shape } from '@sbi/core';
import {
  Affine,
  Bijector,
  BoxUniform,
  box,
  DiagNormal,
  Distribution,
  type DistributionRecipe,
  Exp,
  realSpace,
  restricted,
  type Support,
  type WithLogDet,
} from '@sbi/distributions';
import { bijectorChecks, distributionChecks } from '@sbi/distributions/testing';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { failures } from './failures.ts';

/** A right distribution, to be spoilt in one place each. */
class Normal extends Distribution {
  readonly dim: number = 2;
  readonly batchShape: Shape = [];
  readonly support: Support = realSpace(2);

  protected _sample(shape: Shape, rng: Rng): tf.Tensor {
    return normals([...shape, 2], rng);
  }

  protected _logProb(theta: tf.Tensor): tf.Tensor {
    return tf.sub(tf.mul(-0.5, tf.sum(tf.square(theta), -1)), Math.log(2 * Math.PI));
  }
}

class Unnormalised extends Normal {
  protected override _logProb(theta: tf.Tensor): tf.Tensor {
    return tf.add(super._logProb(theta), 0.2);
  }
}

class WideDraws extends Normal {
  protected override _sample(shape: Shape, rng: Rng): tf.Tensor {
    return tf.mul(1.1, super._sample(shape, rng));
  }
}

class DriftingDraws extends Normal {
  protected override _sample(shape: Shape, rng: Rng): tf.Tensor {
    return tf.add(0.1, super._sample(shape, rng));
  }
}

class CorrelatedDraws extends Normal {
  protected override _sample(shape: Shape, rng: Rng): tf.Tensor {
    const [a, b] = tf.split(super._sample(shape, rng), 2, -1) as [tf.Tensor, tf.Tensor];
    return tf.concat([a, tf.add(tf.mul(0.1, a), tf.mul(Math.sqrt(0.99), b))], -1);
  }
}

class Leaking extends Normal {
  readonly kept: tf.Tensor[] = [];
  protected override _logProb(theta: tf.Tensor): tf.Tensor {
    this.kept.push(tf.keep(tf.scalar(1)));
    return super._logProb(theta);
  }
}

class Hoarding extends Normal {
  #loc = tf.tensor1d([0, 0]); // private: neither tidy nor dispose can see it
  protected override _logProb(theta: tf.Tensor): tf.Tensor {
    return super._logProb(tf.sub(theta, this.#loc));
  }
  protected override _sample(shape: Shape, rng: Rng): tf.Tensor {
    return tf.add(this.#loc, super._sample(shape, rng));
  }
}

class OwnSeed extends Normal {
  protected override _sample(shape: Shape): tf.Tensor {
    return tf.randomNormal([...shape, 2]);
  }
}

class WrongPair extends Normal {
  protected override _sampleAndLogProb(shape: Shape, rng: Rng): [tf.Tensor, tf.Tensor] {
    const theta = this._sample(shape, rng);
    return [theta, tf.add(this._logProb(theta), 0.01)];
  }
}

class WrongShape extends Normal {
  protected override _logProb(theta: tf.Tensor): tf.Tensor {
    return tf.expandDims(super._logProb(theta), -1);
  }
}

class ConstantGradient extends Normal {
  protected override _logProb(theta: tf.Tensor): tf.Tensor {
    const value = tf.variable(super._logProb(theta));
    const constant = tf.sub(value, 0);
    value.dispose();
    return tf.add(constant, tf.mul(0, tf.sum(theta, -1)));
  }
}

class TooNarrowSupport extends Normal {
  override readonly support: Support = box([0, 0], [Infinity, Infinity]);
}

class BlindToItsPredicate extends Normal {
  override readonly support: Support = restricted(realSpace(2), 'wedge', (theta) => (theta[0] ?? 0) > 0);
}

class WrongRecipe extends DiagNormal {
  override get recipe(): DistributionRecipe {
    return { kind: 'diagNormal', loc: [0, 0], scale: [1, 2] };
  }
}

class FieldAsConstant extends DiagNormal {
  protected override _logProb(theta: tf.Tensor): tf.Tensor {
    const scale = this.scale as tf.Tensor;
    const cut = tf.variable(scale);
    const z = tf.div(theta, tf.mul(cut, 1));
    cut.dispose();
    return tf.sub(tf.mul(-0.5, tf.sum(tf.square(z), -1)), Math.log(2 * Math.PI));
  }
}

class WrongLogDet extends Affine {
  protected override _forwardAndLogDet(z: tf.Tensor): WithLogDet {
    const [theta, logDet] = super._forwardAndLogDet(z);
    return [theta, tf.add(logDet, 0.01)];
  }
  protected override _inverseAndLogDet(theta: tf.Tensor): WithLogDet {
    const [z, logDet] = super._inverseAndLogDet(theta);
    return [z, tf.sub(logDet, 0.01)];
  }
}

class OneSidedLogDet extends Exp {
  protected override _inverseAndLogDet(theta: tf.Tensor): WithLogDet {
    const [z, logDet] = super._inverseAndLogDet(theta);
    return [z, tf.add(logDet, 0.01)];
  }
}

class NoInverse extends Affine {
  protected override _inverse(theta: tf.Tensor): tf.Tensor {
    return tf.sub(theta, 1);
  }
}

class WrongShortcut extends Exp {
  protected override _forward(z: tf.Tensor): tf.Tensor {
    return tf.mul(1.01, tf.exp(z));
  }
}

class Disposing extends Exp {
  protected override _forward(z: tf.Tensor): tf.Tensor {
    const theta = tf.exp(z);
    if (z.shape[0] === 4) z.dispose();
    return theta;
  }
}

class Keeping extends Exp {
  protected override _forward(z: tf.Tensor): tf.Tensor {
    return tf.add(tf.exp(z), tf.keep(tf.scalar(0)));
  }
}

class InfiniteGradient extends Bijector {
  readonly dim: undefined;
  protected _forwardAndLogDet(z: tf.Tensor): WithLogDet {
    // the gradient of sqrt is infinite at 0, and 0 · ∞ is NaN
    const nothing = tf.mul(0, tf.sqrt(tf.mul(z, 0)));
    return [tf.add(z, nothing), tf.sum(tf.mul(z, 0), -1)];
  }
  protected _inverseAndLogDet(theta: tf.Tensor): WithLogDet {
    return [tf.mul(theta, 1), tf.sum(tf.mul(theta, 0), -1)];
  }
}

class OneEventOnly extends Affine {
  protected override _forwardAndLogDet(z: tf.Tensor): WithLogDet {
    const [theta, logDet] = super._forwardAndLogDet(z);
    return z.shape.length > 2 ? [tf.mul(theta, 2), logDet] : [theta, logDet];
  }
}

class WrongImage extends Exp {
  override image(): Support {
    return box([1, 1], [2, 2]);
  }
}

const points = () => tf.tensor2d([0, 0.5, -1, 2, 0.3, -0.2, 1, 1], [4, 2]);
const scaled = () => tf.tensor1d([1.5, 0.5]);
function withTensors<T>(make: (loc: tf.Tensor, scale: tf.Tensor) => T): T {
  const [loc, scale] = [tf.tensor1d([0, 0]), scaled()];
  const made = make(loc, scale);
  tf.dispose([loc, scale]);
  return made;
}

describe('a right one passes', () => {
  it('as a distribution', async () => {
    expect(await failures(distributionChecks(() => new Normal()))).toEqual([]);
  });
  it('as a bijector', async () => {
    expect(await failures(bijectorChecks(() => new Affine([1, 2], [3, -4]), points))).toEqual([]);
  });
});

describe('a faulty distribution is caught', () => {
  it.each<[string, () => Distribution]>([
    ['the density integrates to 1', () => new Unnormalised()],
    ['draws have the moments of the density', () => new WideDraws()],
    ['draws have the moments of the density', () => new DriftingDraws()],
    ['draws have the moments of the density', () => new CorrelatedDraws()],
    ['leaves exactly its result', () => new Leaking()],
    ['dispose frees every tensor, and twice is harmless', () => new Hoarding()],
    ['survives being returned from tf.tidy', () => new Hoarding()],
    ['the same seed gives the same draws, whatever was forked', () => new OwnSeed()],
    ['sampleAndLogProb agrees with sample and logProb', () => new WrongPair()],
    ['shapes are [...shape, ...batchShape, dim]', () => new WrongShape()],
    ['the gradient of logProb equals central differences', () => new ConstantGradient()],
    ['draws lie in the support', () => new TooNarrowSupport()],
    ['the density is 0 where the support refuses', () => new BlindToItsPredicate()],
    ['its recipe makes it anew', () => new WrongRecipe([0, 0], [1, 1])],
    ['gradients reach every tensor it holds', () => withTensors((a, b) => new FieldAsConstant(a, b))],
  ])('by "%s"', async (name, make) => {
    expect(await failures(distributionChecks(make))).toContain(name);
  });
});

describe('a faulty bijector is caught', () => {
  it.each<[string, () => Bijector]>([
    ['log-determinants equal those of the Jacobian', () => new WrongLogDet([1, 2], [3, 4])],
    ['the two log-determinants cancel', () => new OneSidedLogDet()],
    ['inverse undoes forward, and forward inverse', () => new NoInverse([1, 2], [3, 4])],
    ['derived methods agree with compound ones', () => new WrongShortcut()],
    ['borrows its argument and leaves exactly its result', () => new Disposing()],
    ['borrows its argument and leaves exactly its result', () => new Keeping()],
    ['gradients are finite', () => new InfiniteGradient()],
    ['two leading axes broadcast', () => new OneEventOnly([1, 2], [3, 4])],
    ['lands in its image', () => new WrongImage()],
  ])('by "%s"', async (name, make) => {
    expect(await failures(bijectorChecks(make, points))).toContain(name);
  });

  it('by "is finite at extreme points"', async () => {
    const extremes = () => tf.tensor2d([[0, 200]]);
    expect(await failures(bijectorChecks(() => new Exp(), points, { extremes }))).toEqual([
      'is finite at extreme points',
    ]);
  });
});

it('catches a support that a built-in one reports wrongly', async () => {
  class Shifted extends BoxUniform {
    override readonly support = box([0, 0], [2, 1]);
  }
  expect(await failures(distributionChecks(() => new Shifted([0, 0], [1, 1])))).not.toEqual([]);
});
