// A book calibrated to public facts, as a scenario. The folder holds tables of facts and stated assumptions, no row of
// anybody; the accounts, positions and prices are made from them and a seed, with integers only, the same everywhere.

import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import type { ImportedAccount } from '../engine/importer.ts'
import { type CalibratedBook, makeBook } from './calibrated-book.ts'
import { type CalibratedPath, makePath } from './calibrated-path.ts'
import { type Calibration, checkCalibration } from './calibrated-schema.ts'
import { readMarketFacts, readMinuteFacts } from './calibrated-tables.ts'
import { type CalibratedVenue, planCalibratedVenue } from './calibrated-venue.ts'
import { CALIBRATION_FILE, PUBLISHED_FILE } from './file-names.ts'
import { checkPublished, type PublishedFacts } from './published.ts'
import { readJson } from './read-json.ts'
import type { Pulse, ScenarioSource, SourceCounts, SourceMark, SourcePosition } from './source.ts'
import type { Venue } from './venue.ts'

const BATCH_ACCOUNTS = 16_384

/** @throws BallastError naming file and line or field */
export async function openCalibrated(folder: string): Promise<ScenarioSource> {
  const calibration = checkCalibration(await readJson(join(folder, CALIBRATION_FILE)), CALIBRATION_FILE)
  const classNames = calibration.classes.map(({ name }) => name)
  const facts = await readMarketFacts(folder, classNames)
  const minutes = await readMinuteFacts(folder, facts)
  const published = checkPublished(await readJson(join(folder, PUBLISHED_FILE)), facts, PUBLISHED_FILE)
  const path = makePath(calibration, facts, minutes)
  return new Calibrated(calibration, path, planCalibratedVenue(calibration, facts, path), published)
}

class Calibrated implements ScenarioSource {
  readonly venue: Venue
  readonly counts: SourceCounts
  readonly published: PublishedFacts
  readonly #calibration: Calibration
  readonly #path: CalibratedPath
  readonly #plan: CalibratedVenue
  #made: CalibratedBook | null = null

  constructor(calibration: Calibration, path: CalibratedPath, plan: CalibratedVenue, published: PublishedFacts) {
    const { venue, markets } = plan
    this.venue = venue
    this.published = published
    this.#calibration = calibration
    this.#path = path
    this.#plan = plan
    this.counts = {
      accounts: calibration.accounts + markets.length + 2,
      positions: calibration.positions,
      marks: path.timesMs.length * markets.length,
    }
  }

  async accounts(take: (account: ImportedAccount) => void, pulse: Pulse): Promise<void> {
    this.#book.house(take)
    await this.#pass('accounts', (account) => this.#book.account(account, take), pulse)
  }

  async positions(take: (position: SourcePosition) => void, pulse: Pulse): Promise<void> {
    await this.#pass('positions', (account) => this.#book.positions(account, take), pulse)
  }

  async marks(take: (mark: SourceMark) => void, pulse: Pulse): Promise<void> {
    const { timesMs, ticks } = this.#path
    for (const [step, timeMs] of timesMs.entries()) {
      for (const [market, row] of ticks.entries()) take({ timeMs, market, priceTicks: BigInt(row[step]!) })
    }
    const { marks } = this.counts
    pulse({ what: 'marks', rows: marks, done: marks, total: marks })
  }

  // Made at the first use: whoever asks for the venue or the published facts does not pay for it.
  get #book(): CalibratedBook {
    this.#made ??= makeBook(this.#calibration, this.#plan)
    return this.#made
  }

  async #pass(what: 'accounts' | 'positions', step: (account: number) => void, pulse: Pulse): Promise<void> {
    const total = this.#calibration.accounts
    for (let account = 0; account < total; account += 1) {
      step(account)
      if ((account + 1) % BATCH_ACCOUNTS !== 0) continue
      pulse({ what, rows: account + 1, done: account + 1, total })
      await setImmediate()
    }
    pulse({ what, rows: total, done: total, total })
  }
}
