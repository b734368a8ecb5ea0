// The round: the stages in their order, pass after pass, until a pass changes nothing. It stands still where the order
// book is asked; what has been done up to there has been validated and stands, and what fails after that is undone.

import { halt } from '../book/markets.ts'
import { assert } from '../core/assert.ts'
import { demand, ErrorCode } from '../core/errors.ts'
import * as at from '../memory/fields.ts'
import { closeRest } from '../stages/close-rest.ts'
import { coverShortfall } from '../stages/cover-shortfall.ts'
import { crossBankrupt } from '../stages/cross-bankrupt.ts'
import { type AdlPass, deleverage, noteClosed } from '../stages/deleverage.ts'
import { findFlagged, flagAccounts } from '../stages/flag-accounts.ts'
import { ownFirst } from '../stages/own-first.ts'
import { LOG_HALTED, type RoundLog } from '../stages/round-log.ts'
import { bankruptPools, hasFreshMarket, Round, type StageName } from '../stages/round-state.ts'
import { type Ask, sellOnBook, takeFill } from '../stages/sell-on-book.ts'
import { socialise } from '../stages/socialise.ts'
import { assertBystanders, assertSolvent } from '../stages/validate-round.ts'
import { checkFill, type LiquidationFill, type Liquidity } from './liquidity.ts'

/**
 * @param accepted a proposal is carried out: the first pass begins with stage 6
 * @param answer fills every ask at once; without it the generator stands still at each
 */
function* stages(
  round: Round,
  accepted: boolean,
  answer: ((ask: Ask) => void) | null = null,
): Generator<Ask, void, void> {
  const { settings } = round
  do {
    flagAccounts(round) // 0 and 1
    const resumes = accepted && round.pass === 1
    let pass: AdlPass | null = null
    for (const stage of resumes ? JUST_ADL : settings.stages) {
      if (stage === 'own-first')
        ownFirst(round) // 2
      else if (stage === 'book')
        yield* sellOnBook(round, answer) // 3
      else if (stage === 'cross')
        crossBankrupt(round) // 4
      else if (stage === 'insurance')
        coverShortfall(round) // 5
      else if (settings.adl === 'auto' || resumes) pass = deleverage(round) // 6
      // Stages that come after it change accounts that stage 7 finds by their ranks.
      if (stage === 'adl' && settings.stages.at(-1) !== stage && pass !== null)
        for (const { ranking } of pass.leftovers) ranking.settle()
    }
    if (pass !== null) closeOut(round, pass) // 7
    socialise(round) // 8
  } while (round.changed && round.pass < settings.maxPasses) // 9
}

const JUST_ADL: readonly StageName[] = ['adl']

function closeOut(round: Round, pass: AdlPass): void {
  closeRest(round, pass)
  noteClosed(round, pass)
}

/** Whether deleveraging would have something to do. */
function waitsForWord(round: Round): boolean {
  for (let index = 0; index < round.flaggedCount; index += 1) {
    if (round.flaggedBankrupt[index] === 1 && hasFreshMarket(round, round.flagged[index]!)) return true
  }
  return bankruptPools(round).some((pool) => hasFreshMarket(round, pool))
}

/** Plays rounds over the book of an engine, one at a time. */
export class RoundPlayer {
  readonly round: Round
  #stages: Generator<Ask, void, void> | null = null
  #ask: Ask | null = null
  #exhausted = false
  /** Whether the round goes on after an advance that was refused. */
  isAdrift = false
  /** Entries of the log that stand: what comes behind them may be undone. */
  #standing = 0
  readonly #onRehearsed: (log: RoundLog) => void

  /** @param onRehearsed is shown what deleveraging would do, with `adl: 'propose'`; it has been undone afterwards */
  constructor(round: Round, onRehearsed: (log: RoundLog) => void) {
    this.round = round
    this.#onRehearsed = onRehearsed
  }

  get isOpen(): boolean {
    return this.#stages !== null
  }

  /** What the order book is asked for now; null when nothing is. */
  get ask(): Ask | null {
    return this.#ask
  }

  /**
   * Forgets the last round. To be called before every other one.
   *
   * @param lot of the round whose proposal is carried out
   * @throws BallastError ERR_STATE
   */
  prepare(lot?: number): void {
    assert(this.#stages === null, 'a round is open')
    demand(this.round.book.columns.word(at.WORD_DEFICIT_ROW) !== at.NO_ROW, ErrorCode.STATE, () => {
      return "a round needs the deficit row: openAccount({ id, class: 'deficit' })"
    })
    this.round.open(lot)
    this.isAdrift = false
    this.#standing = 0
  }

  /**
   * Plays a whole round at once: all of it stands, or, throwing, nothing.
   *
   * @param note is called before it stands, when all has been played; what it throws undoes the round
   */
  playThrough(liquidity: Liquidity | null, accepted: boolean, note: () => void): void {
    this.#atomic(() => {
      const answer = (ask: Ask) => {
        if (liquidity !== null) this.#answer(ask, liquidity)
      }
      stages(this.round, accepted, answer).next()
      this.#settle(note)
    })
  }

  /** Plays a round up to the first ask, or to its end. */
  open(): void {
    this.#goOn(stages(this.round, false))
  }

  /**
   * Goes on from an answered ask to the next one, or to the end of the round. When that is refused, by a policy that
   * misbehaves, say, what stands stays, and the round goes on with a new pass when it is advanced again.
   *
   * @throws BallastError ERR_STATE
   */
  advance(): void {
    const ask = this.#ask
    const playing = this.#stages
    demand(playing !== null, ErrorCode.STATE, () => 'no round is open')
    demand(ask === null || this.#exhausted || ask.leftLots === 0n, ErrorCode.STATE, () => {
      const left = `${ask!.leftLots} lots of market ${ask!.market} are asked for by account ${ask!.account}`
      return `${left}: fill them, or say that the book is exhausted`
    })
    this.round.refresh()
    try {
      this.#goOn(playing)
    } catch (error) {
      this.#stages = stages(this.round, false)
      this.isAdrift = true
      throw error
    }
  }

  /** Books a fill of the ask; it stands. @throws BallastError when the ask does not allow it */
  fill({ priceTicks, lots }: LiquidationFill): void {
    const { round } = this
    const ask = this.#mustAsk()
    checkFill(round.book, ask, priceTicks, lots)
    const frozen = round.frozen.get(ask.row)
    const { leftLots, lostAtoms } = ask
    let hasRoom = true
    try {
      this.#atomic(() => {
        hasRoom = takeFill(round, ask, priceTicks, lots)
        if (hasRoom) this.#commit()
        else round.changes.rollback()
      })
    } catch (error) {
      if (frozen !== undefined) round.frozen.set(ask.row, frozen)
      ask.leftLots = leftLots
      ask.lostAtoms = lostAtoms
      throw error
    }
    demand(hasRoom, ErrorCode.CAPACITY, () => {
      return `no room for the other side of ${lots} lots of market ${ask.market}: book or external row is full`
    })
  }

  /** The order book has no more for the ask. */
  exhaust(): void {
    this.#mustAsk()
    this.#exhausted = true
  }

  /** Another command has come between the parts of a round: splits are void, and the round must look once more. */
  disturb(): void {
    this.round.disturb()
    this.round.frozen.clear()
    this.round.changed = true
  }

  #mustAsk(): Ask {
    const ask = this.#ask
    demand(ask !== null, ErrorCode.STATE, () => 'the order book is not asked for anything: no round is open')
    return ask
  }

  #goOn(playing: Generator<Ask, void, void>): void {
    this.#stages = null
    this.#ask = null
    this.#exhausted = false
    this.#atomic(() => {
      const next = playing.next()
      if (next.done === true) {
        this.#settle()
        return
      }
      this.#commit()
      this.#ask = next.value
      this.#stages = playing
    })
  }

  #answer(ask: Ask, liquidity: Liquidity): void {
    const { round } = this
    for (const fill of liquidity.answer(ask)) {
      const { priceTicks, lots } = fill
      checkFill(round.book, ask, priceTicks, lots)
      // A full book or row does not keep a round from being played: what it cannot take has found nobody.
      if (takeFill(round, ask, priceTicks, lots)) continue
      ask.lackedRoom = true
      return
    }
  }

  // What has been done stands, and the round goes on: opening positions outlive the images of this part.
  #commit(): void {
    const { round } = this
    const { images } = round.changes
    assertBystanders(round)
    for (let index = 0; index < images.count; index += 1) {
      const row = images.row(index)
      if (!round.opening.has(row)) round.opening.copy(images, row)
    }
    round.changes.commit()
    round.witness?.stand()
    this.#standing = round.log.count
  }

  #settle(note: () => void = () => {}): void {
    const { round } = this
    const { book, log, settings } = round
    if (!round.changed && settings.adl === 'auto') assertSolvent(round)
    assertBystanders(round)
    // A round that was cut short has moved something since it last looked.
    if (round.changed) findFlagged(round)
    if (settings.adl === 'propose' && waitsForWord(round)) this.#rehearse()
    note()
    round.changes.commit()
    for (const market of [...round.toHalt].sort((a, b) => a - b)) {
      halt(book, market)
      log.add(round.pass, LOG_HALTED, market, 0, 0)
    }
    round.witness?.stand()
    this.#standing = log.count
  }

  // Plays stages 6 to 8 as the first pass of a round that carries them out would, and undoes them. What has been done
  // so far does not stand yet, so a policy that misbehaves here changes nothing either.
  #rehearse(): void {
    const { round } = this
    const rehearsal = new Round(round.book, round.kernel, round.executor, round.settings, round)
    try {
      rehearsal.open(round.lot)
      for (const market of round.toHalt) rehearsal.fresh[market] = 0
      flagAccounts(rehearsal)
      closeOut(rehearsal, deleverage(rehearsal))
      socialise(rehearsal)
      this.#onRehearsed(rehearsal.log)
    } finally {
      rehearsal.changes.rollback()
    }
  }

  #atomic(action: () => void): void {
    try {
      action()
    } catch (error) {
      this.#undo(this.#standing)
      throw error
    }
  }

  #undo(entries: number): void {
    const { round } = this
    round.changes.rollback()
    round.witness?.undo()
    round.log.cut(entries)
    round.disturb()
    // What has moved is not known any more: everybody may have.
    round.movedAt.fill(0xffff_ffff)
  }
}
