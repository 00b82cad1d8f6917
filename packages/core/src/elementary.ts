/**
 * Logarithm and exponential made of + − × ÷ and bit operations only.
 *
 * Engines differ in the last bit of `Math.log` and `Math.exp`; these give the same bits everywhere, which is what a
 * seeded stream needs. Argument reduction and polynomials follow FreeBSD's msun (e_log.c, e_exp.c; error < 1 ulp).
 */
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;

const float = new Float64Array(1);
const words = new Uint32Array(float.buffer);
const HIGH = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1 ? 1 : 0;

/** ln x for x > 0; −∞ at 0, NaN below. Same bits in every engine. */
export function portableLog(x: number): number {
  if (!(x > 0)) return x === 0 ? Number.NEGATIVE_INFINITY : Number.NaN;
  if (x === Number.POSITIVE_INFINITY) return x;
  let exponent = 0;
  if (x < 2.2250738585072014e-308) {
    x *= 18014398509481984; // 2⁵⁴: out of the denormals
    exponent = -54;
  }
  float[0] = x;
  const high = words[HIGH] as number;
  exponent += (high >>> 20) - 1023;
  // mantissa into [√½, √2), where the series converges fastest
  const upper = (high & 0xfffff) >= 0x6a09e ? 1 : 0;
  exponent += upper;
  words[HIGH] = (high & 0xfffff) | ((1023 - upper) << 20);
  const f = (float[0] as number) - 1;
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const even = w * (0.3999999999940942 + w * (0.22222198432149784 + w * 0.15313837699209373));
  const odd =
    z * (0.6666666666666735 + w * (0.2857142874366239 + w * (0.1818357216161805 + w * 0.14798198605116586)));
  const half = 0.5 * f * f;
  return exponent * LN2_HIGH - (half - (s * (half + even + odd) + exponent * LN2_LOW) - f);
}

/** eˣ; 0 below −745.2, ∞ above 709.8. Same bits in every engine. */
export function portableExp(x: number): number {
  if (!(x <= 709.782712893384)) return x > 0 ? Number.POSITIVE_INFINITY : x;
  if (x < -745.1332191019411) return 0;
  const k = Math.floor(x * Math.LOG2E + 0.5);
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  const t = r * r;
  const c =
    r -
    t *
      (0.16666666666666602 +
        t *
          (-0.0027777777777015593 +
            t * (6.613756321437934e-5 + t * (-1.6533902205465252e-6 + t * 4.1381367970572385e-8))));
  const y = 1 - (low - (r * c) / (2 - c) - high);
  if (k < -1021) return y * powerOfTwo(k + 200) * 6.223015277861142e-61;
  return k === 1024 ? y * 2 * powerOfTwo(1023) : y * powerOfTwo(k);
}

/** ln(1 + x) for x > −1, exact for small x too. Same bits in every engine. */
export function portableLog1p(x: number): number {
  const sum = 1 + x;
  if (sum === 1) return x;
  return sum === Number.POSITIVE_INFINITY ? sum : (portableLog(sum) * x) / (sum - 1);
}

/** eˣ − 1, exact for small x too. Same bits in every engine. */
export function portableExpm1(x: number): number {
  const power = portableExp(x);
  if (power === 1) return x;
  const less = power - 1;
  // what rounding took from the power, its logarithm lacks too
  return less === -1 || power === Number.POSITIVE_INFINITY ? less : (less * x) / portableLog(power);
}

function powerOfTwo(k: number): number {
  words[HIGH] = (k + 1023) << 20;
  words[1 - HIGH] = 0;
  return float[0] as number;
}
