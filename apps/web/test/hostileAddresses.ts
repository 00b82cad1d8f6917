import { Rng } from '@sbi/core';

/** What has made other pages run a script, or fall over; one a line. */
const pieces: readonly string[] = String.raw`
<script>alert(1)</script>
"><img src=x onerror=alert(1)>
'-alert(1)-'
$\{alert(1)}
{{7*7}}
javascript:alert(1)
data:text/html,<script>alert(1)</script>
<svg/onload=alert(1)>
</title><script>
__proto__
constructor
prototype
hasOwnProperty
../../../etc/passwd
file:///
%
%00
%zz
%E0%A4%A
%ff%fe
NaN
Infinity
-0
1e309
0x10
1_000
٣
🎲
+
,,
;
=
&
#
&&==
null
undefined
[object Object]
{"__proto__":{"a":1}}
`
  .trim()
  .split('\n')
  .concat('', ' ', '\u0000', '\n', '\t', '\u202e', '\u2028', '\ud800', 'A'.repeat(3000), '1,'.repeat(300));

const fair = {
  view: 'train',
  problem: 'gaussian',
  seed: '7',
  x: '1,-2.5',
  shown: '1,3',
  brush: '1,-0.5,0.5',
  kept: '1,-2.5,3',
  model: 'ab'.repeat(32),
  source: 'S0ktLgEA',
  backend: 'wasm',
  simulations: '100',
};

/** What stands after an address: well-formed, nearly so, and not at all; the same ones each time. */
export function hostileAddresses(count: number): readonly string[] {
  const rng = Rng.fromSeed(20_261_126);
  const pick = <T>(list: readonly T[]) => list[rng.int(list.length)] as T;
  const encode = (raw: string) => (rng.int(2) ? new URLSearchParams([['', raw]]).toString().slice(1) : raw);
  const odd = () => encode(rng.int(3) ? pick(pieces) : String.fromCharCode(rng.int(0x10000)));
  return Array.from({ length: count }, () => {
    const fairness = rng.int(4); // of 3: how likely each part is as the page writes it
    const isFair = () => rng.int(3) < fairness;
    const entries = Array.from({ length: 1 + rng.int(4) }, () => {
      const [name, value] = pick(Object.entries(fair));
      return `${isFair() ? name : odd()}${rng.int(9) ? '=' : ''}${isFair() ? value : odd() + odd()}`;
    });
    return (rng.int(3) ? '#' : '?') + entries.join(isFair() ? '&' : odd());
  });
}
