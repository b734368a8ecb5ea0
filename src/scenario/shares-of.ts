// How unevenly amounts are spread, in ppm rounded down.

const PPM = 1_000_000n

/** A part of a whole; of nothing, all of it when there is a part. */
export function partPpm(part: bigint, whole: bigint): number {
  if (part <= 0n) return 0
  return whole <= 0n ? Number(PPM) : Number((part * PPM) / whole)
}

/** Share of the `count` largest. */
export function topPpm(amounts: readonly bigint[], count: number): number {
  const sorted = amounts.toSorted((a, b) => (a < b ? 1 : a > b ? -1 : 0))
  const sum = (list: readonly bigint[]) => list.reduce((total, amount) => total + amount, 0n)
  return partPpm(sum(sorted.slice(0, count)), sum(sorted))
}

/** Gini coefficient: 0 when all are equal. Σ (2i − n − 1)·xᵢ / (n · Σ x), x ascending, i from 1. */
export function giniPpm(amounts: readonly bigint[]): number {
  const sorted = amounts.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0))
  const count = BigInt(sorted.length)
  let [weighted, total] = [0n, 0n]
  for (const [index, amount] of sorted.entries()) {
    weighted += (2n * BigInt(index + 1) - count - 1n) * amount
    total += amount
  }
  return partPpm(weighted, count * total)
}
