// The state hash, computed anew from plain state. The definition (book/mix.ts, row-hash.ts, state-hash.ts) is followed,
// the code is not: one function from a tag and words to a number, summed over everything.

import type { Scaled } from './naive-numbers.ts'
import type { NaiveAccount, NaiveMarket } from './naive-state.ts'

const TWO_64 = 2n ** 64n
const wrap = (value: bigint) => BigInt.asUintN(64, value)

const SEEDS = [0x9e3779b97f4a7c15n, 0xd1b54a32d192ed03n] as const
const MULTIPLIERS = [0xbf58476d1ce4e5b9n, 0xff51afd7ed558ccdn] as const
const ROW = 1n
const CASH = 2n
const POSITION = 3n
const MARKET = 4n
const VENUE = 5n

const CLASSES = { trader: 1n, pool: 2n, external: 3n, deficit: 4n } as const
const KINDS = { linear: 1n, inverse: 2n, quanto: 3n } as const

/** Both lanes of an element in one number: lane a · 2^64 + lane b. */
function elementOf(tag: bigint, words: readonly bigint[]): bigint {
  const lanes = [0, 1].map((lane) => {
    const multiplier = MULTIPLIERS[lane]!
    return words.reduce(
      (state, word) => {
        let next = wrap((state ^ wrap(word)) * multiplier)
        next = wrap((next ^ (next / 2n ** 32n)) * multiplier)
        return next ^ (next / 2n ** 29n)
      },
      wrap(SEEDS[lane]! * (2n * tag + 1n)),
    )
  })
  return lanes[0]! * TWO_64 + lanes[1]!
}

// Rows and markets hardly change from one command to the next.
const known = new Map<string, bigint>()

function remembered(tag: bigint, words: readonly bigint[]): bigint {
  const key = `${tag}:${words.join()}`
  let found = known.get(key)
  if (found === undefined) {
    found = elementOf(tag, words)
    if (known.size > 20_000) known.clear()
    known.set(key, found)
  }
  return found
}

function marketWords(market: NaiveMarket): bigint[] {
  const { terms } = market
  const text = Buffer.from(market.symbol, 'ascii')
  const padded = Buffer.alloc(Math.ceil(text.length / 8) * 8)
  text.copy(padded)
  const symbol = Array.from({ length: padded.length / 8 }, (_, word) => padded.readBigUInt64LE(8 * word))
  const pair = ([value, places]: Scaled) => [value, BigInt(places)]
  return [
    ...[BigInt(market.id), BigInt(text.length), ...symbol, KINDS[market.kind], market.halted ? 2n : 1n],
    ...[market.unitParam, ...pair(market.lot), ...pair(market.tick), ...pair(market.contract)],
    ...[market.listing, terms.minMarkTicks, terms.maxMarkTicks, market.mark, BigInt(market.markTime)],
    ...[market.funding, terms.maxAbsFundingAtoms, market.carry, terms.maxPositionLots],
    ...[terms.takeoverLimitLots ?? -1n, BigInt(terms.initialRatePpm), BigInt(terms.priceBandPpm)],
    ...[BigInt(terms.maxMarkAgeMs ?? -1), BigInt(market.external), BigInt(terms.feeAccount)],
    BigInt(terms.poolAccount ?? 0),
    ...terms.tiers.flatMap((tier) => [tier.floorAtoms, BigInt(tier.ratePpm)]),
  ]
}

export interface HashedState {
  readonly atom: Scaled
  readonly timeMs: number
  readonly lastId: number
  readonly accounts: Iterable<NaiveAccount>
  readonly markets: readonly NaiveMarket[]
}

export function naiveHash({ atom, timeMs, lastId, accounts, markets }: HashedState): string {
  let a = 0n
  let b = 0n
  const add = (tag: bigint, words: readonly bigint[]) => {
    const element = remembered(tag, words)
    a += element / TWO_64
    b += element % TWO_64
  }
  add(VENUE, [atom[0], BigInt(atom[1]), BigInt(timeMs), BigInt(lastId)])
  for (const market of markets) add(MARKET, marketWords(market))
  for (const account of accounts) {
    const id = BigInt(account.id)
    const flags = (account.exempt ? 1n : 0n) + (account.protected ? 2n : 0n) + (account.held ? 4n : 0n)
    const classAndFlags = CLASSES[account.class] + flags * 256n
    add(ROW, [id, BigInt(account.owner), classAndFlags, account.reserved])
    add(CASH, [id, account.cash])
    for (const [market, position] of account.positions) {
      add(POSITION, [id + BigInt(market) * 2n ** 32n, position.size, position.entry])
    }
  }
  return [a, b].map((lane) => wrap(lane).toString(16).padStart(16, '0')).join('')
}
