// A command that was written down, done again. What was accepted once is accepted again by the same state: an engine
// that refuses a record has another one.

import type { MarketConfig, MarketTerms } from '../book/market-config.ts'
import type { NewAccount } from '../book/rows.ts'
import { BallastError, ErrorCode } from '../core/errors.ts'
import type { Policy } from '../policies/policy.ts'
import { type AnswerColumns, PlayedTape } from './answer-tape.ts'
import * as record from './command-log.ts'
import type { Engine } from './engine.ts'
import type { Liquidity } from './liquidity.ts'
import { restoredOptions } from './stored-options.ts'
import { batchOf, type TradeColumns } from './take-trades.ts'

type Play = (engine: Engine, parts: readonly never[], policies: readonly Policy[]) => void

/** Parts as they stand behind the code of a record. */
const play = <Parts extends readonly unknown[]>(
  command: (engine: Engine, parts: Parts, policies: readonly Policy[]) => void,
): Play => command as unknown as Play

const PLAYS: Readonly<Record<number, Play>> = {
  [record.RECORD_LIST_MARKET]: play<[MarketConfig]>((engine, [config]) => engine.listMarket(config)),
  [record.RECORD_CONFIGURE_MARKET]: play<[number, Partial<MarketTerms>]>((engine, [market, change]) => {
    engine.configureMarket(market, change)
  }),
  [record.RECORD_HALT_MARKET]: play<[number]>((engine, [market]) => engine.haltMarket(market)),
  [record.RECORD_RESUME_MARKET]: play<[number]>((engine, [market]) => engine.resumeMarket(market)),
  [record.RECORD_OPEN_ACCOUNT]: play<[NewAccount]>((engine, [account]) => engine.openAccount(account)),
  [record.RECORD_CLOSE_ACCOUNT]: play<[number]>((engine, [id]) => engine.closeAccount(id)),
  [record.RECORD_SET_RESERVED]: play<[number, bigint]>((engine, [id, atoms]) => engine.setReserved(id, atoms)),
  [record.RECORD_SET_EXEMPT]: play<[number, boolean]>((engine, [id, on]) => engine.setExempt(id, on)),
  [record.RECORD_SET_PROTECTED]: play<[number, boolean]>((engine, [id, on]) => engine.setProtected(id, on)),
  [record.RECORD_HOLD_POOL]: play<[number, boolean]>((engine, [id, on]) => engine.holdPool(id, on)),
  [record.RECORD_DEPOSIT]: play<[number, bigint]>((engine, [id, atoms]) => engine.deposit(id, atoms)),
  [record.RECORD_DEPOSITS]: play<[Uint32Array, BigInt64Array]>((engine, [accounts, atoms]) => {
    engine.applyDeposits({ accounts, atoms })
  }),
  [record.RECORD_WITHDRAW]: play<[number, bigint]>((engine, [id, atoms]) => engine.withdraw(id, atoms)),
  [record.RECORD_TRANSFER]: play<[number, number, bigint]>((engine, [from, to, atoms]) => {
    engine.transfer(from, to, atoms)
  }),
  [record.RECORD_TRADE]: play<[number, number, number, bigint, bigint, bigint, bigint]>(
    (engine, [buyer, seller, market, lots, priceTicks, buyerFeeAtoms, sellerFeeAtoms]) => {
      engine.trade({ buyer, seller, market, lots, priceTicks, buyerFeeAtoms, sellerFeeAtoms })
    },
  ),
  [record.RECORD_TRADES]: play<TradeColumns>((engine, columns) => engine.applyTrades(batchOf(columns))),
  [record.RECORD_MARKS]: play<[number, Uint16Array, BigInt64Array, Float64Array | null]>(
    (engine, [timeMs, markets, priceTicks, timesMs]) => {
      engine.applyMarks({ timeMs, markets, priceTicks, ...(timesMs === null ? {} : { timesMs }) })
    },
  ),
  [record.RECORD_FUNDING]: play<[number, bigint, number]>((engine, [market, ratePpb, timeMs]) => {
    engine.payFunding(market, ratePpb, timeMs)
  }),
  [record.RECORD_FUNDING_BATCH]: play<[number, Uint16Array, BigInt64Array]>((engine, [timeMs, markets, ratesPpb]) => {
    engine.applyFunding({ timeMs, markets, ratesPpb })
  }),
  [record.RECORD_ADVANCE_TIME]: play<[number]>((engine, [timeMs]) => engine.advanceTime(timeMs)),
  [record.RECORD_CONFIGURE_ROUND]: play<[object]>((engine, [stored], policies) => {
    engine.configureRound(restoredOptions(stored, policies))
  }),
  [record.RECORD_RUN_ROUND]: play<[] | AnswerColumns>((engine, answers) => {
    playTaped(answers, (liquidity) => engine.runRound({ liquidity }))
  }),
  [record.RECORD_ACCEPT_PROPOSAL]: play<[] | AnswerColumns>((engine, answers) => {
    playTaped(answers, (liquidity) => engine.acceptProposal({ liquidity }))
  }),
  [record.RECORD_OPEN_ROUND]: play<[]>((engine) => engine.openRound()),
  [record.RECORD_ADVANCE_ROUND]: play<[]>((engine) => engine.advanceRound()),
  [record.RECORD_FILL]: play<[number, number, bigint, bigint]>((engine, [account, market, priceTicks, lots]) => {
    engine.fill({ account, market, priceTicks, lots })
  }),
  [record.RECORD_BOOK_EXHAUSTED]: play<[number, number]>((engine, [account, market]) => {
    engine.bookExhausted({ account, market })
  }),
  [record.RECORD_COMPACT]: play<[number]>((engine, [slots]) => engine.compact(slots)),
}

function playTaped(answers: [] | AnswerColumns, round: (liquidity: Liquidity | null) => void): void {
  const tape = answers.length === 0 ? null : new PlayedTape(answers)
  round(tape)
  if (tape?.isUsedUp === false) {
    throw new BallastError(ErrorCode.JOURNAL_CORRUPT, 'a round asked the order book less often than it did')
  }
}

type OnceParts = readonly [client: number, number: number, ...command: record.CommandRecord]

function playOnce(engine: Engine, [client, number, ...command]: OnceParts, policies: readonly Policy[]): void {
  const { isRepeated } = engine.once({ client, number }, () => playRecord(engine, command, policies))
  if (!isRepeated) return
  throw new BallastError(ErrorCode.JOURNAL_CORRUPT, `command ${number} of client ${client} stands there twice`)
}

/**
 * Does again what a record says.
 *
 * @param policies of the venue's own that its options name
 * @throws BallastError as the command does; ERR_JOURNAL_CORRUPT for a record of no known kind
 */
export function playRecord(engine: Engine, [code, ...parts]: record.CommandRecord, policies: readonly Policy[]): void {
  if (code === record.RECORD_ONCE) {
    playOnce(engine, parts as unknown as OnceParts, policies)
    return
  }
  const command = PLAYS[code]
  if (command === undefined) {
    throw new BallastError(ErrorCode.JOURNAL_CORRUPT, `no command has the number ${String(code)}`)
  }
  command(engine, parts as never[], policies)
}
