// What an engine tells of its ADL queues and of how near it is to them. Nothing here changes the book.

import { checkMarket } from '../book/markets.ts'
import { demand, ErrorCode } from '../core/errors.ts'
import { LightsResult, lightPlaces } from '../stages/lights.ts'
import { RankResult, rankTop } from '../stages/rank-top.ts'
import { placeOf } from '../stages/ranked-book.ts'
import { checkIds } from './commands.ts'
import { type RankedPosition, type RankRequest, rankSide } from './rank-view.ts'
import { RoundCommands } from './round-commands.ts'
import { type Standing, standingIn } from './standing.ts'
import type { AdlWarning } from './warning.ts'

export class QueueCommands extends RoundCommands {
  /** The ADL queue of one side of a market at the marks of now, best first; changes nothing. */
  rank(request: RankRequest): RankedPosition[] {
    this.mustBeOpen()
    checkMarket(this.book, request.market)
    const { settings } = this.roundDesk
    return this.ranking(() => rankSide({ ...this.rankedBook, settings }, request))
  }

  /**
   * The head of the ADL queue of one side of a market at the marks of now, by the engine's own policy, as ids: nothing
   * is allocated. Changes nothing.
   *
   * @param result is filled with as many as it has room for
   */
  rankTop(market: number, side: 'long' | 'short', result: RankResult): RankResult {
    this.mustBeOpen()
    checkMarket(this.book, market)
    checkSide(side)
    demand(result instanceof RankResult, ErrorCode.RANGE, () => 'the head of a queue goes into a `new RankResult(top)`')
    // No function of its own, as in `ranking`: that would be an allocation.
    this.isRanking = true
    try {
      return rankTop(this.rankedBook, placeOf(market, side === 'short'), result)
    } finally {
      this.isRanking = false
    }
  }

  /**
   * Where a position stands in the queue of its side, with its lights; null when there is none, or it is in no queue
   * (exempt, or worth less than nothing). One pass over the book, nothing is sorted.
   *
   * @throws BallastError ERR_UNKNOWN_ACCOUNT, ERR_UNKNOWN_MARKET
   */
  rankOf(account: number, market: number): Standing | null {
    this.mustBeOpen()
    checkIds(account)
    const row = this.row(account)
    checkMarket(this.book, market)
    return this.ranking(() => standingIn(this.rankedBook, row, market))
  }

  /** The queue of one side of a market, best first, with its lights: `result` is filled, and grows when it has to. */
  lights(market: number, side: 'long' | 'short', result: LightsResult = new LightsResult()): LightsResult {
    this.mustBeOpen()
    checkMarket(this.book, market)
    checkSide(side)
    return this.ranking(() => lightPlaces(this.rankedBook, [placeOf(market, side === 'short')], result))
  }

  /** The lights of every position that is in a queue, side by side: market 0 longs, shorts, market 1 … */
  allLights(result: LightsResult = new LightsResult()): LightsResult {
    this.mustBeOpen()
    const places = Array.from({ length: 2 * this.book.marketCount }, (_, place) => place)
    return this.ranking(() => lightPlaces(this.rankedBook, places, result))
  }

  /** Who is likely to be deleveraged next in a market: the heads of both queues. */
  likelyNext(market: number, top = 10): { readonly long: RankedPosition[]; readonly short: RankedPosition[] } {
    const head = (side: 'long' | 'short') => this.rank({ market, side, top })
    return { long: head('long'), short: head('short') }
  }

  /** How near each insurance pool, and each of its markets, is to ADL; pools first, each before its markets. */
  warnings(): AdlWarning[] {
    this.mustBeOpen()
    return this.roundDesk.watch.now()
  }

  /** Calls `listener` when the state of a pool or a market changes, with marks or a round; returns how to stop it. */
  onWarning(listener: (warning: AdlWarning) => void): () => void {
    return this.roundDesk.watch.hub.on(listener)
  }
}

function checkSide(side: 'long' | 'short'): void {
  demand(side === 'long' || side === 'short', ErrorCode.CONFIG, () => `side is "${side}", expected long or short`)
}
