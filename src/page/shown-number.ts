// Numbers for people, as the page writes them outside of tables and charts; client/format.js writes the same there.

import type { Decimal } from '../fixed/decimal.ts'
import { abs, divFloor } from '../fixed/rounding.ts'

const TEN = 10n

/** 1234567 → 1,234,567; places behind a point stay as they are. */
export function grouped(value: number | bigint | string): string {
  const [whole = '', places] = String(value).split('.')
  const separated = whole.replace(/\B(?=(\d{3})+$)/g, ',')
  return places === undefined ? separated : `${separated}.${places}`
}

/** Hundredths of the currency, rounded towards minus infinity: a loss is never made smaller. */
export function money(atoms: bigint, atom: Decimal): string {
  return grouped(withPlaces(divFloor(atoms * atom.coefficient * 100n, TEN ** BigInt(atom.decimals)), 2))
}

const SIZES = [
  [1_000_000_000_000n, ' trillion'],
  [1_000_000_000n, ' billion'],
  [1_000_000n, ' million'],
] as const

/** Three figures or so, for sentences: 5.70 billion. Towards zero. */
export function roughMoney(atoms: bigint, atom: Decimal): string {
  const hundredths = (abs(atoms) * atom.coefficient * 100n) / TEN ** BigInt(atom.decimals)
  const minus = atoms < 0n ? '-' : ''
  for (const [size, name] of SIZES) {
    if (hundredths >= size * 100n) return `${minus}${grouped(withPlaces(hundredths / size, 2))}${name}`
  }
  const whole = hundredths >= 100_000n
  return `${minus}${whole ? grouped(hundredths / 100n) : withPlaces(hundredths, 2)}`
}

/** A part of a whole in percent with one place; what is neither nothing nor all is not shown as that. */
export function share(part: bigint, whole: bigint): string {
  if (whole === 0n) return '0 %'
  if (part === whole) return '100 %'
  const tenths = divFloor(part * 2_000n + whole, 2n * whole)
  if (tenths === 0n) return part === 0n ? '0 %' : 'less than 0.1 %'
  return tenths >= 1_000n ? 'more than 99.9 %' : `${withPlaces(tenths, 1)} %`
}

function withPlaces(count: bigint, places: number): string {
  const digits = abs(count)
    .toString()
    .padStart(places + 1, '0')
  return `${count < 0n ? '-' : ''}${digits.slice(0, -places)}.${digits.slice(-places)}`
}
