// What the modes of hedge protection leave of hedges, counted as `ballast compare` does: the table of docs/POLICIES.md.
//
// Two hundred accounts are short in the perpetual, 10 to 100 lots, and hold the same, or up to 4 % less, in one of two
// other markets; everybody has bought and sold at 100, the mark is 90. The perpetual has 50 other shorts, the two have
// 150. Sixty bankrupt longs need what the 50 have and a part of what the hedged ones do.

import { readFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createEngine, type Engine } from '../../src/engine/engine.ts'
import type { RoundOptions } from '../../src/engine/round-options.ts'
import type { PolicyName } from '../../src/index.ts'
import { PolicyTally } from '../../src/scenario/policy-tally.ts'
import * as venue from '../engine/small-venue.ts'
import { Chance } from '../oracles/chance.ts'

const [PERP, QUARTER, COIN] = [0, 1, 2]
const HEDGED = Array.from({ length: 200 }, (_, index) => 1_000 + index)
const NAKED = Array.from({ length: 200 }, (_, index) => 2_000 + index)
const LOSERS = Array.from({ length: 60 }, (_, index) => 3_000 + index)
const EXTERNAL = 9_000

/** @param part of the hedged shorts that is needed, in percent */
function crowd(part: bigint): Engine {
  const capacity = { accounts: 600, positions: 2_000, markets: 3, tiersPerMarket: 1, batch: 8 }
  const engine = createEngine({ capacity, atom: '0.01', kernel: 'fast' })
  for (const id of [...HEDGED, ...NAKED, ...LOSERS]) engine.openAccount({ id })
  engine.openAccount({ id: EXTERNAL, class: 'external' })
  engine.openAccount({ id: EXTERNAL + 1, class: 'deficit' })
  for (const symbol of ['BTC-PERP', 'BTC-QUARTER', 'BTC-USDC']) {
    engine.listMarket({ ...venue.linearConfig, symbol, externalAccount: EXTERNAL, maxPositionLots: 10_000n })
  }
  const chance = new Chance(7)
  const sell = (id: number, market: number, lots: bigint) => {
    engine.trade({ buyer: EXTERNAL, seller: id, market, lots, priceTicks: 100n })
    return lots
  }
  const buy = (id: number, market: number, lots: bigint) =>
    engine.trade({ buyer: id, seller: EXTERNAL, market, lots, priceTicks: 100n })
  let [needed, hedged] = [0n, 0n]
  for (const id of HEDGED) {
    engine.deposit(id, chance.between(200_000n, 900_000n))
    const lots = chance.between(10n, 100n)
    hedged += sell(id, PERP, lots)
    buy(id, chance.pick([QUARTER, COIN]), lots - (lots * chance.between(0n, 40n)) / 1_000n)
  }
  for (const [index, id] of NAKED.entries()) {
    engine.deposit(id, chance.between(200_000n, 900_000n))
    if (index < 50) needed += sell(id, PERP, chance.between(5n, 40n))
    else sell(id, chance.pick([QUARTER, COIN]), chance.between(20n, 150n))
  }
  needed += (hedged * part) / 100n
  for (const [index, id] of LOSERS.entries()) {
    const lots = index === 0 ? needed - (needed / 60n) * 59n : needed / 60n
    engine.deposit(id, 990n * lots)
    buy(id, PERP, lots)
  }
  venue.mark(engine, 1, [PERP, 90n], [QUARTER, 90n], [COIN, 90n])
  return engine
}

const MODES: [name: string, hedge: NonNullable<RoundOptions['hedge']> | null][] = [
  ['none', null],
  ['quantity', { who: 'all', mode: 'quantity' }],
  ['account', { who: 'all', mode: 'account' }],
  ['together', { who: 'all', mode: 'together' }],
]

function rows(): string[] {
  return (['bitmex', 'pro-rata'] satisfies PolicyName[]).flatMap((policy) =>
    [10n, 50n].flatMap((part) =>
      MODES.map(([name, hedge]) => {
        const engine = crowd(part)
        engine.configureRound({ policy, hedge, maxSlippagePpm: 0 })
        const tally = new PolicyTally(engine)
        engine.runRound()
        for (const event of engine.roundEvents()) tally.event(event)
        const { hedgesBroken, accountsHit, adlNotionalAtoms, closedTogetherAtoms, closedAtMarkAtoms } = tally.result('')
        venue.sound(engine)
        const lots = [adlNotionalAtoms, closedTogetherAtoms, closedAtMarkAtoms].map((atoms) => `${atoms / 9_000n}`)
        return `| \`${policy}\` | ${part} % | ${name} | ${accountsHit} | ${lots.join(' | ')} | ${hedgesBroken} |`
      }),
    ),
  )
}

test('the table of docs/POLICIES.md says what the modes leave of hedges', () => {
  const text = readFileSync(new URL('../../docs/POLICIES.md', import.meta.url), 'utf8')
  for (const row of rows()) assert.ok(text.includes(row), row)
})

test.run()
