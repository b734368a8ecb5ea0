// A round played step by step, as a venue with an order book of its own does. A crash may fall into it; what the order
// book still offers then follows from the fills that stand.

import { ErrorCode } from '../../src/core/errors.ts'
import type { LiquidationAsk } from '../../src/index.ts'
import { StaticBook } from '../engine/golden-play.ts'
import { type Command, shown } from '../oracles/command-play.ts'
import { compareWithPlain, give, isOfJournal } from './act.ts'
import { demandSame, differ } from './difference.ts'
import type { Life } from './life.ts'
import type { BookFill, SteppedRound } from './venue.ts'
import { nextStep } from './workload.ts'

/** Each command that comes in between may have all be asked for again. */
const MOST_DISTURBANCES = 5
/** More parts than any round has. */
const MOST_PARTS = 3_000

export async function playRound(life: Life, depths: SteppedRound['depths'], isDisturbed: boolean): Promise<void> {
  const { venue, engine } = life
  const { oracle, issued: from } = venue
  const { code } = give(life, ['openRound'])
  if (isOfJournal(code)) return
  if (code !== 'ok') {
    if (!oracle.isLeft) demandSame(oracle.run(['stepRound', depths]).code, code, 'the plain engine, a refused round')
    return
  }
  if (isDisturbed) oracle.leave(from)
  const round = venue.beginRound({ depths, isDisturbed, from, to: null, fills: [] })
  if (engine.wanted === null) endRound(life, round)
  else await playOn(life, round)
}

/** Goes on with a round, also with one that a crash has fallen into. */
export async function playOn(life: Life, round: SteppedRound): Promise<void> {
  const { venue, engine } = life
  const { chance } = venue
  let disturbances = 0
  for (let parts = 0; round.to === null; parts += 1) {
    if (parts > MOST_PARTS) differ('a round does not end')
    const { wanted } = engine
    // Entry values are cut down by each fill, so the plain engine must have the same ones.
    const cut = () => venue.oracle.isLeft && chance.once(3)
    const answers = wanted === null ? [] : answersTo(round, wanted, engine.book.marketCount, cut)
    for (const answer of [...answers, ['advanceRound'] as const]) {
      if (round.isDisturbed && disturbances < MOST_DISTURBANCES && chance.once(3)) {
        disturb(life)
        disturbances += 1
      }
      giveAnswer(life, answer, round)
      await life.pause()
      if (life.isOver) return
    }
  }
}

function endRound(life: Life, round: SteppedRound): void {
  const { issued, oracle } = life.venue
  round.to = issued
  if (oracle.isLeft) return
  demandSame(oracle.run(['stepRound', round.depths], issued).code, 'ok', 'the plain engine, a round in steps')
  compareWithPlain(life, ['stepRound', round.depths])
}

// A part of a round: on a full disk it is asked for again when there is room.
function giveAnswer(life: Life, command: Command, round: SteppedRound): void {
  const { engine, venue } = life
  const { wanted } = engine
  let { code } = give(life, command)
  if (code === ErrorCode.JOURNAL_FULL) {
    life.makeRoom()
    code = give(life, command).code
  }
  if (isOfJournal(code)) return
  if (code !== 'ok') {
    // What came in between may have answered it, or taken its room; and without the plain engine the order book is made
    // for a venue as it was.
    if (!venue.oracle.isLeft) differ(`a step of a round was refused with ${code}: ${shown(command)}`)
    if (command[0] === 'fill' && engine.wanted !== null) give(life, ['bookExhausted', engine.wanted])
    return
  }
  if (command[0] === 'advanceRound' && engine.wanted === null) endRound(life, round)
  if (command[0] !== 'fill') return
  const { market, priceTicks: ticks, lots } = command[1] as { market: number; priceTicks: bigint; lots: bigint }
  round.fills.push({ sequence: venue.issued, market, isBid: wanted!.lots > 0n, ticks, lots })
}

// Between the parts of a round.
function disturb(life: Life): void {
  const { chance, oracle } = life.venue
  const step = nextStep(oracle.naive, chance, false, false)
  if (step.kind === 'command' && !step.command[0].endsWith('ound')) give(life, step.command)
}

/** What the order book answers, as commands; a fill of several lots may come in two. */
function answersTo(
  { depths, fills }: SteppedRound,
  wanted: LiquidationAsk,
  markets: number,
  cut: () => boolean,
): Command[] {
  const { account, market } = wanted
  const book = bookAfter(depths, fills, markets)
  let left = wanted.lots < 0n ? -wanted.lots : wanted.lots
  const commands: Command[] = []
  for (const { lots, priceTicks } of book.answer(wanted)) {
    const parts = lots > 1n && cut() ? [lots / 2n, lots - lots / 2n] : [lots]
    for (const part of parts) commands.push(['fill', { account, market, priceTicks, lots: part }])
    left -= lots
  }
  if (left > 0n) commands.push(['bookExhausted', { account, market }])
  return commands
}

function bookAfter(depths: SteppedRound['depths'], fills: readonly BookFill[], markets: number): StaticBook {
  const listed = Array.from({ length: markets }, (_, id) => {
    return depths.find((depth) => depth.id === id) ?? { id, bids: [], asks: [] }
  })
  const book = new StaticBook(listed)
  for (const { market, isBid, ticks, lots } of fills) {
    const { bids, asks } = book.sides.get(market)!
    const levels = isBid ? bids : asks
    const index = levels.findIndex(([price, room]) => price === ticks && room >= lots)
    if (index < 0) differ(`the order book of market ${market} has no ${lots} lots at ${ticks}`)
    const level = levels[index]!
    level[1] -= lots
    if (level[1] === 0n) levels.splice(index, 1)
  }
  return book
}
