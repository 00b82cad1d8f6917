import type { Rng } from '@sbi/core';
import { portableExp, portableLog } from '@sbi/core/elementary';
import type { StudentT } from './studentT.ts';

/** One of a mixture, with its share in it. */
interface Part {
  readonly share: number;
  readonly t: StudentT;
}

/** A mixture of Student t: Σ share_c t_c(z). */
export class Mixture {
  private readonly parts: readonly Part[];
  private readonly logShares: readonly number[];
  private readonly logs: Float64Array;

  private constructor(parts: readonly Part[]) {
    this.parts = parts;
    this.logShares = parts.map(({ share }) => portableLog(share));
    this.logs = new Float64Array(parts.length);
  }

  static of(t: StudentT): Mixture {
    return new Mixture([{ share: 1, t }]);
  }

  /** This one with another part of that share; the others keep their proportions. */
  with(t: StudentT, share: number): Mixture {
    const others = this.parts.map((part) => ({ share: part.share * (1 - share), t: part.t }));
    return new Mixture([...others, { share, t }]);
  }

  draw(rng: Rng): Float64Array {
    let rest = rng.uniform();
    const part = this.parts.find(({ share }) => {
      rest -= share;
      return rest < 0;
    });
    return (part ?? (this.parts[0] as Part)).t.draw(rng);
  }

  logDensity(z: Float64Array): number {
    const { parts, logs } = this;
    let top = Number.NEGATIVE_INFINITY;
    for (let c = 0; c < parts.length; c++) {
      logs[c] = (this.logShares[c] as number) + (parts[c] as Part).t.logDensity(z);
      top = Math.max(top, logs[c] as number);
    }
    if (parts.length === 1) return top;
    let sum = 0;
    for (let c = 0; c < parts.length; c++) sum += portableExp((logs[c] as number) - top);
    return top + portableLog(sum);
  }
}
