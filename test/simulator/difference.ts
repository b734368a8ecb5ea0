// What the simulation is there to find.

import { shown } from '../oracles/command-play.ts'

export class Difference extends Error {
  override readonly name = 'Difference'
}

export function differ(message: string): never {
  throw new Difference(message)
}

/** Both as text, so that bigints and what they stand in are compared. */
export function demandSame(found: unknown, expected: unknown, what: string): void {
  const [one, other] = [found, expected].map((value) => (typeof value === 'string' ? value : shown(value)))
  if (one !== other) differ(`${what}\n  found    ${one}\n  expected ${other}`)
}
