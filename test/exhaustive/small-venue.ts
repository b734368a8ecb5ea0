// The naive engine once more, for worlds that are visited by the million: it can be copied, knows what chance is drawn
// from, and keeps what the oracle says of a round.

import { ErrorCode as is } from '../../src/core/errors.ts'
import { type NaiveDepth, NaiveEngine, type NaiveRoundOptions } from '../oracles/naive-engine.ts'
import { need } from '../oracles/naive-numbers.ts'
import type { NaiveAccount } from '../oracles/naive-state.ts'
import { brokenInvariants } from '../oracles/round/invariants.ts'
import { WORLD_ATOM } from '../oracles/round/open-world.ts'
import { type RoundResult, runRound } from '../oracles/round/round.ts'
import { brokenRules } from '../oracles/round/rule-invariants.ts'
import type { World } from '../oracles/round/world.ts'

export class SmallVenue extends NaiveEngine {
  /** Of the last round. */
  before: World | null = null
  result: RoundResult | null = null
  /** The state hash after the last command of `give`. */
  known = ''
  #lastOpened = 0
  #options: NaiveRoundOptions = {}
  #proposal: { by: number; sequence: number } | null = null

  /** The same book and options; a proposal is left behind. */
  copy(): SmallVenue {
    const copy = new SmallVenue(this.capacity, WORLD_ATOM)
    // Ids are never used again, so the last one is part of the state.
    copy.openAccount({ id: this.#lastOpened })
    copy.accounts.clear()
    for (const [id, account] of this.accounts) copy.accounts.set(id, copyOf(account))
    for (const market of this.markets) copy.markets.push({ ...market, terms: { ...market.terms } })
    copy.configureRound(this.#options)
    copy.timeMs = this.timeMs
    copy.sequence = this.sequence
    copy.known = this.known
    return copy
  }

  override openAccount(account: Parameters<NaiveEngine['openAccount']>[0]): void {
    super.openAccount(account)
    this.#lastOpened = account.id
  }

  override configureRound(change: NaiveRoundOptions): void {
    super.configureRound(change)
    this.#options = { ...this.#options, ...change }
  }

  get options(): NaiveRoundOptions {
    return this.#options
  }

  /** Plays a round by the oracle; `before` and `result` are then what it was played on and what it came to. */
  play(depths: readonly NaiveDepth[]): void {
    this.#play({ ...this.world(depths), sequence: this.sequence }, false)
  }

  accept(depths: readonly NaiveDepth[]): void {
    need(this.#proposal?.by === this.sequence, is.STATE)
    // Chance is drawn once: what was proposed is carried out.
    this.#play({ ...this.world(depths), sequence: this.#proposal!.sequence }, true)
  }

  #play(world: World, accepted: boolean): void {
    const result = runRound(world, accepted)
    const adl = this.#options.adl ?? 'auto'
    // Outside of 'auto' debts may be left.
    const broken = brokenInvariants(world, result).filter((what) => !what.startsWith('I3') || adl === 'auto')
    broken.push(...brokenRules(world, result))
    if (broken.length > 0 && result.isQuiet) throw new Error(`the oracle breaks its own rules: ${broken.join('; ')}`)
    for (const row of result.world.rows) {
      const account = this.accounts.get(row.id)!
      account.cash = row.cash
      account.positions.clear()
      for (const [market, { lots, entryValue }] of row.positions) {
        account.positions.set(market, { size: lots, entry: entryValue })
      }
    }
    for (const market of result.halted) this.markets[market]!.halted = true
    this.before = world
    this.result = result
    this.sequence += 1
    const waits = result.stuck.some(({ state, reason }) => state === 'bankrupt' && reason === 'unfilled')
    this.#proposal = adl === 'propose' && waits ? { by: this.sequence, sequence: world.sequence! } : null
  }

  /** The answers of the order book were commands of their own, up to this sequence number. */
  override countedUpTo(sequence: number): void {
    if (this.#proposal?.by === this.sequence) this.#proposal.by = sequence
    this.sequence = sequence
  }
}

const copyOf = (account: NaiveAccount): NaiveAccount => ({
  ...account,
  positions: new Map([...account.positions].map(([market, position]) => [market, { ...position }])),
})
