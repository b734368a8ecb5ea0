// What a load test does to the engine, command by command: it stands where a venue would.

import type { Engine } from '../engine/engine.ts'
import type { Liquidity } from '../engine/liquidity.ts'
import type { LoadWorkload } from '../scenario/load-workload.ts'
import type { Sender } from '../sim/open-loop.ts'
import {
  SEND_CHECK,
  SEND_RANK,
  SEND_ROUND,
  SEND_TRADE,
  type SendKind,
  type SendSchedule,
} from '../sim/send-schedule.ts'
import { RankResult } from '../stages/rank-top.ts'
import { nowNs } from './load-clock.ts'
import type { Collections } from './load-collections.ts'
import type { RateTally, ServiceTally } from './load-tally.ts'

/** What commands of one rate are counted in; the warm-up has its own, to be forgotten. */
export interface Phase {
  readonly schedule: SendSchedule
  readonly rate: RateTally
  readonly service: ServiceTally
  readonly collections: Collections
  /** Time of the venue when the phase begins. */
  readonly beginsMs: number
}

/** So many from the head of a queue. */
const QUEUE_TOP = 1_000
/** A hundred dollars: what the trades of a load test lose is cents. */
const PAID_IN_ATOMS = 100_000_000n

export interface VenueParts {
  readonly engine: Engine
  readonly workload: LoadWorkload
  readonly liquidity: Liquidity
}

export class LoadVenue implements Sender {
  readonly #engine: Engine
  readonly #workload: LoadWorkload
  readonly #head = new RankResult(QUEUE_TOP)
  readonly #liquidity: Liquidity
  readonly #phase: Phase
  #ranks = 0

  constructor({ engine, workload, liquidity }: VenueParts, phase: Phase) {
    this.#engine = engine
    this.#workload = workload
    this.#liquidity = liquidity
    this.#phase = phase
  }

  prepare(kind: SendKind): void {
    if (kind === SEND_TRADE) this.#workload.nextTrade()
    else if (kind === SEND_CHECK) this.#workload.nextMarks(this.#timeMs())
    else if (kind === SEND_ROUND) this.#workload.nextCrash(this.#timeMs())
  }

  carryOut(kind: SendKind): void {
    if (kind === SEND_TRADE) this.#trade()
    else if (kind === SEND_CHECK) this.#check()
    else if (kind === SEND_RANK) this.#rank()
    else if (kind === SEND_ROUND) this.#round()
  }

  record(kind: SendKind, latencyNs: number): void {
    this.#phase.rate.record(kind, latencyNs)
  }

  #trade(): void {
    const { trade } = this.#workload
    if (this.#engine.applyTrades(trade) === 1) return
    const { refused } = this.#phase.rate
    refused[trade.outcomes[0]!]! += 1
  }

  #check(): void {
    this.#engine.applyMarks(this.#workload.marks)
    const beganNs = nowNs()
    this.#engine.checkSync()
    this.#phase.service.check.record(tookNs(beganNs))
  }

  // The largest market, one side after the other.
  #rank(): void {
    const beganNs = nowNs()
    this.#engine.rankTop(0, this.#ranks % 2 === 0 ? 'long' : 'short', this.#head)
    this.#phase.service.rank.record(tookNs(beganNs))
    this.#ranks += 1
  }

  #round(): void {
    const { service, collections } = this.#phase
    this.#engine.applyMarks(this.#workload.marks)
    collections.beginRound()
    const beganNs = nowNs()
    const { flagged, liquidations, adl, socialisedAtoms, stuck } = this.#engine.runRound({ liquidity: this.#liquidity })
    service.round.record(tookNs(beganNs))
    this.#payInAgain()
    collections.endRound()
    const { rounds } = service
    rounds.flagged += flagged
    rounds.liquidations += liquidations.count
    rounds.adlFills += adl.fills
    rounds.adlRounds += adl.fills > 0 ? 1 : 0
    // Every holder of the market pays then: the longest rounds there are.
    rounds.socialisedRounds += socialisedAtoms > 0n ? 1 : 0
    rounds.stuck += stuck.length
  }

  // Whoever has lost everything pays in again. Without it, accounts of nothing would go on trading, and what they lose,
  // a millionth of a dollar, would be charged to everybody in the next round.
  #payInAgain(): void {
    const called: number[] = []
    for (const event of this.#engine.roundEvents()) {
      if (event.type === 'margin-call') called.push(event.account)
      else if (event.type !== 'round-opened') break
    }
    const atoms = new BigInt64Array(called.length).fill(PAID_IN_ATOMS)
    this.#engine.applyDeposits({ accounts: Uint32Array.from(called), atoms })
  }

  // From what was planned, not from a clock: time is part of the state.
  #timeMs(): number {
    return this.#phase.beginsMs + Math.floor(this.#phase.schedule.plannedNs / 1_000_000)
  }
}

function tookNs(beganNs: number): number {
  return Math.max(1, Math.round(nowNs() - beganNs))
}
