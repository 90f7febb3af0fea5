/**
 * Seeded random numbers in independent streams.
 *
 * A stream is named by a seed and a path of words or numbers ("effect", "metformin"), not by how many numbers were drawn
 * before it. So the same member draws the same effect in every scenario (common random numbers), adding a scenario
 * changes no other, and work may be split over threads without changing a result. The generator is xoshiro128**
 * (Blackman and Vigna, https://prng.di.unimi.it), whose four words of state are filled from a hash of the name; it is
 * not for secrets.
 */

export interface Random {
  /** Uniform in [0, 1) with 53 bits. */
  uniform(): number;
  /** Standard normal, by Marsaglia's polar method. */
  normal(): number;
  /** The next 32 random bits, as an unsigned integer. */
  bits(): number;
}

/** The stream of a seed and a path; the same arguments always give the same numbers. */
export function randomStream(seed: number, ...path: readonly (string | number)[]): Random {
  return xoshiro128(stateOf(JSON.stringify([seed, ...path])));
}

/** xoshiro128** from a given state of four 32-bit words, not all zero. */
export function xoshiro128(state: readonly [number, number, number, number]): Random {
  let [a, b, c, d] = state;
  const bits = (): number => {
    const product = Math.imul(b, 5);
    const result = Math.imul((product << 7) | (product >>> 25), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = (d << 11) | (d >>> 21);
    return result;
  };
  const uniform = (): number => ((bits() >>> 5) * 67_108_864 + (bits() >>> 6)) / 9_007_199_254_740_992;
  let spare: number | undefined;
  const normal = (): number => {
    if (spare !== undefined) {
      const value = spare;
      spare = undefined;
      return value;
    }
    for (;;) {
      const u = 2 * uniform() - 1;
      const v = 2 * uniform() - 1;
      const square = u * u + v * v;
      if (square === 0 || square >= 1) continue;
      const factor = Math.sqrt((-2 * Math.log(square)) / square);
      spare = v * factor;
      return u * factor;
    }
  };
  return { uniform, normal, bits };
}

/** Four words from a text: FNV-1a, each then mixed by the finaliser of MurmurHash3. */
function stateOf(text: string): [number, number, number, number] {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  const word = (position: number): number => {
    let value = (hash + Math.imul(position + 1, 0x9e3779b9)) | 0;
    value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
    value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
    return value ^ (value >>> 16);
  };
  // Sets one bit, so that the state is never all zero.
  return [word(0) | 1, word(1), word(2), word(3)];
}
