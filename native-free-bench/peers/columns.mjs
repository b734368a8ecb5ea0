// Both books in columns, for whoever wants them so. For the contender in C they are files, one a column, raw and
// little-endian: the name of a file ends in the type of its elements, and its size says how many there are.

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { FIRST_TRADER } from '../book.mjs'
import { FIRST_CANDIDATE, UNIT_ATOMS } from './queue.mjs'

const wide = (numbers) => BigInt64Array.from(numbers, BigInt)

export function writeBook(folder, { markets, offsets, market, lots, cash }) {
  const tiers = markets.flatMap((line) => tiersOf(line))
  const starts = new Uint32Array(markets.length + 1)
  for (const [id, line] of markets.entries()) starts[id + 1] = starts[id] + line.tiers.length
  writeColumns(folder, {
    'account-id.u32': idsFrom(FIRST_TRADER, cash.length),
    'account-cash.i64': wide(cash),
    'account-first.u32': offsets,
    'position-market.u16': market,
    'position-lots.i64': wide(lots),
    'market-unit.i64': BigInt64Array.from(markets, ({ unit }) => BigInt(unit)),
    'market-tier.u32': starts,
    'tier-floor.i64': BigInt64Array.from(tiers, ({ floor }) => floor),
    'tier-rate.i64': BigInt64Array.from(tiers, ({ rate }) => rate),
    'tier-deduction.i64': BigInt64Array.from(tiers, ({ deduction }) => deduction),
  })
}

export function writeQueue(folder, { lots, entry, cash }) {
  writeColumns(folder, {
    'account-id.u32': idsFrom(FIRST_CANDIDATE, lots.length),
    'account-cash.i64': wide(cash),
    'position-lots.i64': wide(lots),
    'position-entry.i64': wide(entry),
    'market-unit.i64': BigInt64Array.of(BigInt(UNIT_ATOMS)),
  })
}

/** Ids of accounts that follow each other. */
export function idsFrom(first, count) {
  return Uint32Array.from({ length: count }, (_, index) => first + index)
}

/** Whose each position is: what tables have in place of runs. */
export function accountOfPositions({ offsets, market }) {
  const account = new Uint32Array(market.length)
  for (let index = 0; index + 1 < offsets.length; index += 1) {
    account.fill(FIRST_TRADER + index, offsets[index], offsets[index + 1])
  }
  return account
}

/** Tiers in integers: floors in atoms, rates in ppm, deductions in atom · ppm such that maintenance is continuous. */
export function tiersOf({ tiers }) {
  let deduction = 0n
  let before = 0
  return tiers.map(({ floorUsd, ratePpm }) => {
    const floor = BigInt(floorUsd) * 1_000_000n
    deduction += floor * BigInt(ratePpm - before)
    before = ratePpm
    return { floor, rate: BigInt(ratePpm), deduction }
  })
}

function writeColumns(folder, columns) {
  mkdirSync(folder, { recursive: true })
  for (const [name, { buffer, byteOffset, byteLength }] of Object.entries(columns)) {
    writeFileSync(join(folder, name), new Uint8Array(buffer, byteOffset, byteLength))
  }
}
