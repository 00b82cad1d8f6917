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
