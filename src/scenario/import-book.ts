// From a source into an empty engine: all of it, or nothing and the engine is as empty as before.

import { BallastError, demand, ErrorCode } from '../core/errors.ts'
import type { Engine } from '../engine/engine.ts'
import type { BookImporter } from '../engine/importer.ts'
import { unitsToDecimal } from '../fixed/decimal.ts'
import { abs } from '../fixed/rounding.ts'
import { type HouseIds, HouseRows } from './house-rows.ts'
import { atPlace } from './place-error.ts'
import type { Pulse, ScenarioSource, SourcePosition } from './source.ts'
import type { Venue } from './venue.ts'

/** Fills an engine that has never been used. @throws BallastError naming file and line or field */
export async function importBook(engine: Engine, source: ScenarioSource, pulse: Pulse): Promise<HouseIds> {
  const { venue } = source
  const importer = engine.beginImport()
  try {
    const house = new HouseRows(venue)
    const takeAccount: Parameters<ScenarioSource['accounts']>[0] = (account) => {
      house.note(account)
      importer.account(account)
    }
    await source.accounts(takeAccount, pulse)
    const ids = atPlace('venue.json', () => house.open((account) => importer.account(account)))
    listMarkets(importer, venue, ids)
    const lots = new BigInt64Array(venue.markets.length)
    await source.positions((position) => takePosition(importer, position, lots), pulse)
    demandBalance(venue, lots)
    importer.finish()
    return ids
  } catch (error) {
    importer.abort()
    throw error
  }
}

function listMarkets(importer: BookImporter, venue: Venue, ids: HouseIds): void {
  for (const [index, { config, pool }] of venue.markets.entries()) {
    const externalAccount = ids.externals[index]!
    const poolAccount = pool === null ? null : ids.pools.get(pool)!
    atPlace(`venue.json: markets[${index}]`, () => importer.market({ ...config, externalAccount, poolAccount }))
  }
}

function takePosition(importer: BookImporter, position: SourcePosition, lots: BigInt64Array): void {
  try {
    importer.position(position)
  } catch (error) {
    if (!(error instanceof BallastError) || error.code !== ErrorCode.UNKNOWN_ACCOUNT) throw error
    const message = `account is ${position.account}, which accounts.csv does not open`
    throw new BallastError(error.code, message, { cause: error })
  }
  lots[position.market]! += position.lots
}

// The importer demands the same, in lots and without the size that is missing.
function demandBalance({ markets }: Venue, lots: BigInt64Array): void {
  for (const [market, { config, lotSize }] of markets.entries()) {
    const sum = lots[market]!
    demand(sum === 0n, ErrorCode.UNBALANCED, () => {
      const size = unitsToDecimal(sum, lotSize)
      const side = sum > 0n ? 'long' : 'short'
      const sums = `the sizes of ${config.symbol} add up to ${size} (${sum} lots), expected 0`
      const advice = `a row of ${unitsToDecimal(-sum, lotSize)}, say of its external account, would balance them`
      return `positions.csv: ${sums}: ${unitsToDecimal(abs(sum), lotSize)} too many ${side}; ${advice}`
    })
  }
}
