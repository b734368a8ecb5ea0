// When each command of a load test is to be sent. All times are planned before anything runs, so how many commands
// there are, and in which order, never depends on a clock.
//
//   trade    the n-th at n / rate
//   check    marks of all markets and a check: at 50, 150, 250 … ms, ten a second
//   rank     at 500 ms of every second
//   round    100 ms before every `roundEverySeconds`, and before the end
//
// The slow ones stand between each other, so that none waits for another unless it has to.

export const SEND_TRADE = 0
export const SEND_CHECK = 1
export const SEND_RANK = 2
export const SEND_ROUND = 3
export const SEND_NOTHING = 4

export type SendKind = 0 | 1 | 2 | 3 | 4

/** Names of the kinds, in the order of their numbers. */
export const SEND_KINDS = ['trade', 'check', 'rank', 'round'] as const
export type SendName = (typeof SEND_KINDS)[number]

const SECOND_NS = 1_000_000_000
const CHECKS_PER_SECOND = 10
const CHECK_STEP_NS = SECOND_NS / CHECKS_PER_SECOND
const FIRST_CHECK_NS = CHECK_STEP_NS / 2
const FIRST_RANK_NS = SECOND_NS / 2
const ROUND_BEFORE_NS = SECOND_NS / 10
const NEVER_NS = Number.MAX_VALUE

export interface ScheduleTerms {
  /** Trades a second, a whole number. */
  readonly rateHz: number
  readonly seconds: number
  readonly roundEverySeconds: number
}

export class SendSchedule {
  /** When the command of now is to be sent, in nanoseconds from the start. */
  plannedNs = 0
  readonly counts: Readonly<Record<SendName, number>>
  readonly #terms: ScheduleTerms
  #trades = 0
  #checks = 0
  #ranks = 0
  #rounds = 0

  constructor(terms: ScheduleTerms) {
    const { rateHz, seconds, roundEverySeconds } = terms
    this.#terms = terms
    this.counts = {
      trade: rateHz * seconds,
      check: CHECKS_PER_SECOND * seconds,
      rank: seconds,
      round: Math.ceil(seconds / roundEverySeconds),
    }
  }

  /** Goes on to the next command, and says which it is. */
  next(): SendKind {
    const { counts } = this
    const tradeNs = this.#trades < counts.trade ? (this.#trades * SECOND_NS) / this.#terms.rateHz : NEVER_NS
    const checkNs = this.#checks < counts.check ? FIRST_CHECK_NS + this.#checks * CHECK_STEP_NS : NEVER_NS
    const rankNs = this.#ranks < counts.rank ? FIRST_RANK_NS + this.#ranks * SECOND_NS : NEVER_NS
    const roundNs = this.#rounds < counts.round ? this.#roundNs(this.#rounds) : NEVER_NS
    const firstNs = Math.min(tradeNs, checkNs, rankNs, roundNs)
    if (firstNs === NEVER_NS) return SEND_NOTHING
    this.plannedNs = firstNs
    if (firstNs === tradeNs) {
      this.#trades += 1
      return SEND_TRADE
    }
    if (firstNs === checkNs) {
      this.#checks += 1
      return SEND_CHECK
    }
    if (firstNs === rankNs) {
      this.#ranks += 1
      return SEND_RANK
    }
    this.#rounds += 1
    return SEND_ROUND
  }

  #roundNs(index: number): number {
    const { seconds, roundEverySeconds } = this.#terms
    return Math.min(seconds, (index + 1) * roundEverySeconds) * SECOND_NS - ROUND_BEFORE_NS
  }
}
