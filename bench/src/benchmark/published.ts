/** C2ST of one task, mean over the even observations; `null` where nobody published it. */
export interface Published {
  /** Python sbi's NPE, classifier mlp: Lueckmann et al. 2021, results of the paper; the mixture from its rerun. */
  readonly npe: number;
  /** An ensemble of five NPE-NSF, classifier rf: Effortless, simulation-efficient Bayesian inference … 2025. */
  readonly ensemble: number | null;
  /** NPE-PFN unfiltered, classifier rf: the same paper. */
  readonly pfn: number | null;
}

const row = (npe: number, ensemble: number | null, pfn: number | null): Published => ({ npe, ensemble, pfn });

/** By budget and task. The classifiers differ: rf usually scores a little lower than mlp on the same draws. */
export const PUBLISHED: Readonly<Record<number, Readonly<Record<string, Published>>>> = {
  1000: {
    gaussian_linear: row(0.713, 0.734, 0.549),
    gaussian_linear_uniform: row(0.68, null, 0.565),
    slcp: row(0.976, 0.968, 0.9),
    slcp_distractors: row(0.982, null, 0.91),
    bernoulli_glm: row(0.846, 0.856, 0.712),
    bernoulli_glm_raw: row(0.896, null, 0.77),
    gaussian_mixture: row(0.705, 0.641, 0.719),
    two_moons: row(0.727, 0.672, 0.709),
    sir: row(0.809, 0.689, 0.589),
    lotka_volterra: row(0.999, 0.997, 0.942),
  },
  10000: {
    gaussian_linear: row(0.566, 0.58, 0.523),
    gaussian_linear_uniform: row(0.549, null, 0.542),
    slcp: row(0.906, 0.847, 0.868),
    slcp_distractors: row(0.971, null, null),
    bernoulli_glm: row(0.663, 0.646, 0.608),
    bernoulli_glm_raw: row(0.745, null, 0.65),
    gaussian_mixture: row(0.584, 0.529, 0.684),
    two_moons: row(0.611, 0.541, 0.622),
    sir: row(0.677, 0.547, 0.539),
    lotka_volterra: row(0.998, 0.971, 0.856),
  },
};

/**
 * What a score may come to: the best that trials of recipes in PyTorch had before this was written (classifier mlp, one
 * split, 4,000 draws, two seeds), and what those trials were uncertain by.
 */
export const LIMIT: Readonly<Record<number, Readonly<Record<string, number>>>> = {
  1000: {
    gaussian_linear: 0.525 + 0.03,
    gaussian_linear_uniform: 0.513 + 0.03,
    slcp: 0.937 + 0.03,
    slcp_distractors: 0.936 + 0.03,
    bernoulli_glm: 0.745 + 0.03,
    bernoulli_glm_raw: 0.797 + 0.03,
    gaussian_mixture: 0.584 + 0.03,
    two_moons: 0.61 + 0.03,
    sir: 0.673 + 0.03,
    lotka_volterra: 0.98 + 0.03,
  },
  10000: {
    gaussian_linear: 0.498 + 0.02,
    gaussian_linear_uniform: 0.505 + 0.02,
    slcp: 0.87 + 0.02,
    slcp_distractors: 0.889 + 0.02,
    bernoulli_glm: 0.639 + 0.02,
    bernoulli_glm_raw: 0.659 + 0.02,
    gaussian_mixture: 0.543 + 0.02,
    two_moons: 0.555 + 0.02,
    sir: 0.582 + 0.02,
    lotka_volterra: 0.914 + 0.02,
  },
};
