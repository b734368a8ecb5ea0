// Numbers for people: thousands apart, money with two places. Programs get exact strings instead (--json).

import type { Decimal } from '../fixed/decimal.ts'
import { abs, divFloor } from '../fixed/rounding.ts'

/** 1234567 → 1,234,567; places behind a point stay as they are. */
export function grouped(value: number | bigint | string): string {
  const [whole = '', places] = String(value).split('.')
  const separated = whole.replace(/\B(?=(\d{3})+$)/g, ',')
  return places === undefined ? separated : `${separated}.${places}`
}

/** Money in units of the currency, rounded towards minus infinity to hundredths: a loss is never made smaller. */
export function money(atoms: bigint, atom: Decimal): string {
  return grouped(twoPlaces(divFloor(atoms * atom.coefficient * 100n, 10n ** BigInt(atom.decimals))))
}

/** numerator / denominator in percent with two places, rounded towards minus infinity. */
export function percent(numerator: bigint, denominator: bigint): string {
  return twoPlaces(divFloor(numerator * 10_000n, denominator))
}

/** 1,234 ms or 12.3 s. */
export function duration(milliseconds: number): string {
  if (milliseconds < 10) return `${milliseconds.toFixed(2)} ms`
  return milliseconds < 10_000 ? `${grouped(Math.round(milliseconds))} ms` : `${(milliseconds / 1000).toFixed(1)} s`
}

function twoPlaces(hundredths: bigint): string {
  const digits = abs(hundredths).toString().padStart(3, '0')
  return `${hundredths < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
}
