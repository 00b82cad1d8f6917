import { BoxUniform, type Distribution, Joint } from '@sbi/distributions';

export const slcpParameters = {
  theta_1: 'mean of the first coordinate',
  theta_2: 'mean of the second coordinate',
  theta_3: 'its square is the standard deviation of the first coordinate',
  theta_4: 'its square is the standard deviation of the second coordinate',
  theta_5: 'its tanh is the correlation of the two',
} as const;

export const slcpTruth: readonly number[] = [0.39, -2.47, 0.72, -1.75, -0.73];

/** U(−3, 3)⁵; the caller owns it. */
export function slcpPrior(): Distribution {
  return new Joint({ theta: new BoxUniform(new Array<number>(5).fill(-3), new Array<number>(5).fill(3)) });
}
