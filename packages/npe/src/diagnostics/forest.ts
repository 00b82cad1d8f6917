import type { Rng } from '@sbi/core';
import type { Labelled, TwoClassifier } from './labelled.ts';
import { leafShare, type Tree, TreeGrower } from './tree.ts';

const TREES = 100;

/**
 * scikit-learn's `RandomForestClassifier` with its defaults (Breiman 2001): 100 trees on bootstrapped rows, each split
 * the best of √D features by Gini impurity, grown until leaves are pure; the shares of the leaves are averaged.
 */
export class Forest implements TwoClassifier {
  private readonly trees: Tree[] = [];

  async fit(data: Labelled, rng: Rng, breathe: () => Promise<void>): Promise<void> {
    const grower = new TreeGrower(data);
    this.trees.length = 0;
    for (let k = 0; k < TREES; k++) {
      this.trees.push(grower.grow(rng.fork(k)));
      await breathe();
    }
  }

  probabilities({ features, labels, columns }: Labelled): Float64Array {
    const mean = new Float64Array(labels.length);
    for (const tree of this.trees) {
      for (let i = 0; i < mean.length; i++) {
        mean[i] = (mean[i] as number) + leafShare(tree, features, i * columns);
      }
    }
    return mean.map((sum) => sum / this.trees.length);
  }
}
