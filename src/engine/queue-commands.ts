// What an engine tells of its ADL queues and of how near it is to them. Nothing here changes the book.

import { checkMarket } from '../book/markets.ts'
import { checkFlag } from '../book/rows.ts'
import { demand, demandObject, ErrorCode } from '../core/errors.ts'
import { checkWhole } from '../core/limits.ts'
import { kindOf, shown } from '../core/shown.ts'
import type { ProofRequest, RankingCommitment, RankProof } from '../proof/rank-proof.ts'
import { RankingKeeper } from '../proof/ranking-keeper.ts'
import { LightsResult, lightPlaces } from '../stages/lights.ts'
import { isColumn, isOwnColumn } from '../stages/own-copy.ts'
import { RankResult, rankTop } from '../stages/rank-top.ts'
import { placeOf } from '../stages/ranked-book.ts'
import { checkIds } from './commands.ts'
import { ownRequest, type RankedPosition, type RankRequest, rankSide } from './rank-view.ts'
import { RoundCommands } from './round-commands.ts'
import { type Standing, standingIn } from './standing.ts'
import type { AdlWarning } from './warning.ts'

export class QueueCommands extends RoundCommands {
  /** The ADL queue of one side of a market at the marks of now, best first; changes nothing. */
  rank(request: RankRequest): RankedPosition[] {
    this.mustBeOpen()
    const own = ownRequest(request)
    checkMarket(this.book, own.market)
    const { settings } = this.roundDesk
    return this.ranking(() => rankSide({ ...this.rankedBook, settings }, own))
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
    demandHead(result)
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
    demandLights(result)
    return this.ranking(() => lightPlaces(this.rankedBook, [placeOf(market, side === 'short')], result))
  }

  /** The lights of every position that is in a queue, side by side: market 0 longs, shorts, market 1 … */
  allLights(result: LightsResult = new LightsResult()): LightsResult {
    this.mustBeOpen()
    demandLights(result)
    const places = Array.from({ length: 2 * this.book.marketCount }, (_, place) => place)
    return this.ranking(() => lightPlaces(this.rankedBook, places, result))
  }

  /** Who is likely to be deleveraged next in a market: the heads of both queues. */
  likelyNext(market: number, top = 10): { readonly long: RankedPosition[]; readonly short: RankedPosition[] } {
    const head = (side: 'long' | 'short') => this.rank({ market, side, top })
    return { long: head('long'), short: head('short') }
  }

  /**
   * From the next round on, the report carries a root for every ranking that positions are closed by, and traders can
   * be given proofs of their places (docs/PROOFS.md). A switch of the machinery, like the kernel, and no command: it is
   * neither recorded nor counted, and changes no event. What was kept of the last round is forgotten.
   *
   * @param secret salts follow from it: 16 bytes or more that nobody can guess; null: nothing is committed to
   * @param options mostKept: places of a round that are kept for proofs
   * @throws BallastError ERR_CONFIG, ERR_RANGE; ERR_STATE while a round is open
   */
  commitRankings(secret: Uint8Array | null, options: { readonly mostKept?: number } = {}): void {
    this.mustBeSettled()
    demandObject(options, 'options of rankings')
    const { mostKept } = options
    demand(secret === null || isColumn(secret, Uint8Array), ErrorCode.CONFIG, () => {
      return `the secret of rankings is ${kindOf(secret)}, expected a Uint8Array or null`
    })
    this.roundDesk.keeper = secret === null ? null : new RankingKeeper(secret, mostKept)
  }

  /**
   * Proves a place in a ranking of the last round, until the next one begins; null: the account has none in it.
   *
   * @throws BallastError ERR_STATE when that side was not ranked, or `commitRankings` not called; ERR_CAPACITY
   */
  proveRank(request: ProofRequest): RankProof | null {
    this.mustBeOpen()
    demandObject(request, 'request')
    const { market, side, account, pass, protected: isProtected = false } = request
    checkMarket(this.book, market)
    checkSide(side)
    checkIds(account)
    if (pass !== undefined) checkWhole(pass, 1, Number.MAX_SAFE_INTEGER, 'pass')
    checkFlag(isProtected, 'protected')
    const { keeper } = this.roundDesk
    demand(keeper !== null, ErrorCode.STATE, () => 'no rankings are committed to: call commitRankings before the round')
    const own = { market, side, account, protected: isProtected }
    return keeper.prove(pass === undefined ? own : { ...own, pass })
  }

  /** What the last round has committed to, as far as it stands; none without `commitRankings`. */
  get rankings(): readonly RankingCommitment[] {
    return this.roundDesk.keeper?.commitments ?? []
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
  demand(side === 'long' || side === 'short', ErrorCode.CONFIG, () => `side is ${shown(side)}, expected long or short`)
}

function demandHead(result: RankResult): void {
  const isWhole =
    result instanceof RankResult &&
    isOwnColumn(result.accounts, Uint32Array) &&
    isOwnColumn(result.groups, Uint8Array) &&
    result.groups.length === result.accounts.length
  demand(isWhole, ErrorCode.RANGE, () => 'the head of a queue goes into a `new RankResult(top)`')
}

function demandLights(result: LightsResult): void {
  const isWhole =
    result instanceof LightsResult &&
    isOwnColumn(result.accounts, Uint32Array) &&
    isOwnColumn(result.markets, Uint16Array) &&
    isOwnColumn(result.ranks, Uint32Array) &&
    [result.shorts, result.byContracts, result.byCount, result.groups].every((column) =>
      isOwnColumn(column, Uint8Array),
    )
  demand(isWhole, ErrorCode.RANGE, () => 'lights go into a `new LightsResult()`, which keeps its columns')
}
