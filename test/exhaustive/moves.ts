// What may come next in a world: a move is a command, or a few that belong together, after which all that counts stands
// in the book.

import type { NaiveDepth } from '../oracles/naive-engine.ts'
import type { Command } from '../oracles/trio.ts'
import type { SmallVenue } from './small-venue.ts'
import { EXTERNALS, POOL, PRICES, ROOMY } from './venues.ts'

export type Move = readonly Command[]

const TRADERS_FROM = 10

export function movesOf(naive: SmallVenue): Move[] {
  const traders = [...naive.accounts.keys()].filter((id) => id > TRADERS_FROM)
  return [
    ...roundsOf(naive),
    ...naive.markets.flatMap(({ id }) => PRICES.map((ticks) => marks(naive.timeMs, [id], [ticks]))),
    // The other market's mark is then too old.
    marks(naive.timeMs + 11, [0], [naive.markets[0]!.mark]),
    ...naive.markets.flatMap(({ id, mark }) => tradesIn(id, mark, traders)),
    ...traders.flatMap((id) => cashOf(naive, id)),
    ...[true, false].map((held): Move => [['holdPool', POOL, held]]),
    [['haltMarket', 1]],
    [['resumeMarket', 1]],
    ...[-1n, 1n].map((sign): Move => [['payFunding', 0, sign * 4_000_000n, naive.timeMs]]),
  ]
}

const marks = (timeMs: number, markets: number[], priceTicks: bigint[]): Move => [
  ['marks', { timeMs, markets, priceTicks }],
]

/** Of every pair, and of each with the external row and the pool. */
function tradesIn(market: number, priceTicks: bigint, traders: readonly number[]): Move[] {
  const trade = (buyer: number, seller: number): Move => [['trade', { buyer, seller, market, lots: 1n, priceTicks }]]
  const between = traders.flatMap((one) => traders.filter((other) => other !== one).map((other) => trade(one, other)))
  const outside = traders.flatMap((id) => [trade(id, EXTERNALS[market]!), trade(EXTERNALS[market]!, id)])
  return [...between, ...outside, trade(POOL, traders[0]!)]
}

function cashOf(naive: SmallVenue, id: number): Move[] {
  const most = naive.withdrawable(id)
  return [
    [['deposit', id, 1n]],
    [['deposit', id, 2_500n]],
    ...(most > 0n ? [[['withdraw', id, most]] satisfies Move] : []),
    [['withdraw', id, most + 1n]],
    [['closeAccount', id]],
  ]
}

function roundsOf(naive: SmallVenue): Move[] {
  const depth = depthsOf(naive)
  const { adl = 'auto' } = naive.options
  const proposed = (after: readonly Command[]): Move => [
    ['configureRound', { adl: 'propose' }],
    ['round', depth],
    ...after,
    ['configureRound', { adl }],
  ]
  return [
    [['round', []]],
    [['round', depth]],
    // A fill that a full book has no room for is refused there; played at once, the round goes on without it.
    ...(naive.capacity.positions >= ROOMY ? [[['stepRound', depth]] satisfies Move] : []),
    proposed([]),
    proposed([['acceptProposal', depth]]),
    // Something comes between.
    proposed([
      ['deposit', POOL, 1n],
      ['acceptProposal', depth],
    ]),
  ]
}

/** A lot near the mark, a lot farther away, on both sides. */
function depthsOf({ markets }: SmallVenue): NaiveDepth[] {
  return markets.map(({ id, mark }) => {
    const side = (step: bigint): [bigint, bigint][] => [
      [mark + step, 1n],
      [mark + 9n * step, 1n],
    ]
    return { id, bids: side(-1n), asks: side(1n) }
  })
}
