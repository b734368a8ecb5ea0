// Decay by a half-life, without a logarithm: what is there halves exactly in every half-life, and falls evenly between.
//
//   D(t) = (2H − r) / (2H · 2^n)     n = ⌊t / H⌋, r = t mod H
//
// From one time to a later one the factor is D(later) / D(earlier), so that it does not matter how often one looks.

/** More halvings than these leave nothing of 64 bits in millionths. */
const MOST_HALVINGS = 128

/** The factor from one time to a later one, as a fraction; a half-life of 0 leaves nothing. */
export function decayBetween(fromMs: number, toMs: number, halfLifeMs: number): { over: bigint; under: bigint } {
  if (toMs <= fromMs) return { over: 1n, under: 1n }
  if (halfLifeMs === 0) return { over: 0n, under: 1n }
  const halvings = Math.floor(toMs / halfLifeMs) - Math.floor(fromMs / halfLifeMs)
  if (halvings > MOST_HALVINGS) return { over: 0n, under: 1n }
  const left = (timeMs: number) => BigInt(2 * halfLifeMs - (timeMs % halfLifeMs))
  return { over: left(toMs), under: left(fromMs) << BigInt(halvings) }
}

/** What is left of an amount, towards zero. */
export function decayed(amount: bigint, factor: { readonly over: bigint; readonly under: bigint }): bigint {
  return (amount * factor.over) / factor.under
}
