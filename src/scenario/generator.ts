// A seeded book as a scenario: the same numbers, the same book, whether it is written to a folder or goes straight into
// an engine. Memory does not grow with the accounts; between batches other work of the process gets its turn.

import { setImmediate } from 'node:timers/promises'
import type { ImportedAccount } from '../engine/importer.ts'
import { BookGenerator, entryValue, type TakeAccount, type TakePosition } from './generator-book.ts'
import { generatedMarks, makeMarks } from './generator-marks.ts'
import { type GeneratedVenue, planVenue, venueFile } from './generator-venue.ts'
import type { Pulse, ScenarioSource, SourceCounts, SourceMark, SourcePosition } from './source.ts'
import { type Venue, venueOf } from './venue.ts'
import { type GeneratorSizes, ownGeneratorSizes } from './venue-schema.ts'

const BATCH_ACCOUNTS = 1024

/** @throws BallastError ERR_CONFIG for more positions than there is room for */
export function openGenerator(sizes: GeneratorSizes): ScenarioSource {
  return new Generator(ownGeneratorSizes(sizes))
}

class Generator implements ScenarioSource {
  readonly venue: Venue
  readonly counts: SourceCounts
  readonly #sizes: GeneratorSizes
  readonly #plan: GeneratedVenue

  constructor(sizes: GeneratorSizes) {
    this.#sizes = sizes
    this.#plan = planVenue(sizes)
    this.venue = venueOf(venueFile(sizes, this.#plan), 'generator')
    this.counts = {
      accounts: sizes.accounts + this.#plan.pools.length + sizes.markets + 1,
      positions: sizes.positions + sizes.markets,
      marks: generatedMarks(sizes),
    }
  }

  async accounts(take: (account: ImportedAccount) => void, pulse: Pulse): Promise<void> {
    // Field by field: a million objects with a rest of the other would take twice as long.
    const takeAccount: TakeAccount = ({ id, owner, class: kind, exempt, cashAtoms, reservedAtoms }) => {
      take({ id, owner, class: kind, exempt, cashAtoms: BigInt(cashAtoms), reservedAtoms: BigInt(reservedAtoms) })
    }
    await this.#pass('accounts', takeAccount, () => {}, pulse)
  }

  async positions(take: (position: SourcePosition) => void, pulse: Pulse): Promise<void> {
    const takePosition: TakePosition = (account, market, lots, ticks) => {
      const entryValueAtoms = entryValue(lots, ticks)
      take({ account, market, lots: BigInt(lots), entryValueAtoms, entryTicks: BigInt(ticks) })
    }
    await this.#pass('positions', () => {}, takePosition, pulse)
  }

  async marks(take: (mark: SourceMark) => void, pulse: Pulse): Promise<void> {
    makeMarks(this.#sizes, this.#plan, take)
    const { marks } = this.counts
    pulse({ what: 'marks', rows: marks, done: marks, total: marks })
  }

  async #pass(
    what: 'accounts' | 'positions',
    account: TakeAccount,
    position: TakePosition,
    pulse: Pulse,
  ): Promise<void> {
    const book = new BookGenerator(this.#sizes, this.#plan)
    const total = this.#sizes.accounts
    const rows = { accounts: 0, positions: 0 }
    const takeAccount: TakeAccount = (row) => {
      rows.accounts += 1
      account(row)
    }
    const takePosition: TakePosition = (id, market, lots, ticks) => {
      rows.positions += 1
      position(id, market, lots, ticks)
    }
    for (let index = 0; index < total; index += 1) {
      book.trader(index, takeAccount, takePosition)
      if ((index + 1) % BATCH_ACCOUNTS !== 0) continue
      pulse({ what, rows: rows[what], done: index + 1, total })
      await setImmediate()
    }
    book.house(takeAccount, takePosition)
    pulse({ what, rows: rows[what], done: total, total })
  }
}
