// What has been seen in worlds that were played, so that a test can say what must have been.

import { adlPriceOf } from './adl-price.ts'
import type { RoundResult } from './round.ts'
import { IN_ORDER } from './round.ts'
import { RULES } from './rules.ts'
import type { World } from './world.ts'

export class Tally {
  readonly #seen = new Map<string, number>()

  note(world: World, { events }: RoundResult): void {
    const { policy, options } = world
    const types = new Set(events.map(({ type }) => type))
    const keys = [`policy ${policy}`, `stages ${options.stages ?? IN_ORDER}`, `eligible ${options.eligible}`]
    const price = adlPriceOf(world)
    if (types.has('adl-fill')) keys.push(`fills by ${policy}`, `fills at ${price}`, `fills in ${options.stages}`)
    if (types.has('adl-fill') && RULES[policy].kind === 'deal') keys.push(`dealt at ${price}`)
    if (types.has('close-at-mark') && RULES[policy].kind === 'loss') keys.push(`closed by ${policy}`)
    if (types.has('socialised'))
      keys.push(`socialised by ${RULES[policy].kind === 'loss' ? policy : options.socialise}`)
    for (const key of [...types, ...keys]) this.#seen.set(key, this.count(key) + 1)
  }

  count(key: string): number {
    return this.#seen.get(key) ?? 0
  }

  /** Of all keys that begin so, by the rest of the key. */
  under(beginning: string): Record<string, number> {
    const found = [...this.#seen].filter(([key]) => key.startsWith(`${beginning} `))
    return Object.fromEntries(found.map(([key, count]) => [key.slice(beginning.length + 1), count]).sort())
  }
}
