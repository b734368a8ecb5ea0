import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Book } from '../../src/book/book.ts'
import { rowOf } from '../../src/book/rows.ts'
import { stateHash } from '../../src/book/state-hash.ts'
import { createEngine, type Engine } from '../../src/engine/engine.ts'
import { ReferenceKernel } from '../../src/kernel/reference.ts'
import * as at from '../../src/memory/fields.ts'
import * as venue from '../engine/small-venue.ts'

const { ALICE, BOB, CAROL, INVERSE, LINEAR, TIERED } = venue

/** The same content by two ways: other order, detours, rows used again, a compaction. */
function straight(engine: Engine): void {
  for (const [id, atoms] of [
    [ALICE, 50_000n],
    [BOB, 60_000n],
  ] as const)
    engine.deposit(id, atoms)
  venue.trade(engine, ALICE, BOB, 5n, 100n)
  venue.trade(engine, ALICE, BOB, 2n, 50n, INVERSE)
  venue.mark(engine, 9, [LINEAR, 101n], [INVERSE, 51n], [TIERED, 100n])
  engine.openAccount({ id: 1_001 })
}

function winding(engine: Engine): void {
  venue.mark(engine, 3, [INVERSE, 60n])
  engine.openAccount({ id: 1_000, class: 'pool' })
  engine.deposit(BOB, 90_000n)
  engine.withdraw(BOB, 30_000n)
  engine.deposit(CAROL, 50_000n)
  engine.transfer(CAROL, ALICE, 50_000n)
  venue.trade(engine, ALICE, BOB, 2n, 50n, INVERSE)
  venue.trade(engine, ALICE, CAROL, 5n, 100n)
  venue.trade(engine, CAROL, BOB, 5n, 100n)
  engine.haltMarket(TIERED)
  venue.mark(engine, 9, [LINEAR, 101n], [INVERSE, 51n])
  engine.closeAccount(1_000)
  engine.resumeMarket(TIERED)
  venue.mark(engine, 9, [TIERED, 100n])
  engine.setReserved(ALICE, 5n)
  engine.openAccount({ id: 1_001 })
  engine.setReserved(ALICE, 0n)
  engine.compact()
}

for (const kernel of venue.KERNELS) {
  test(`two ways to the same content have one hash (${kernel})`, () => {
    const hashes = [straight, winding].map((way) => {
      const engine = venue.openVenue(kernel)
      way(engine)
      venue.sound(engine)
      return engine.stateHash()
    })
    assert.is(hashes[0], hashes[1])
  })
}

test('the hash does not know the kernel, the capacity, nor the order of an import', () => {
  const hash = (accounts: number, ids: readonly number[], kernel: 'fast' | 'reference') => {
    const capacity = { accounts, positions: 50, markets: 5, tiersPerMarket: 3 }
    const engine = kernel === 'fast' ? venue.emptyEngine('fast') : createEngine({ capacity, atom: '0.01', kernel })
    const importer = engine.beginImport()
    importer.account({ id: venue.EXTERNALS[0], class: 'external', cashAtoms: 0n })
    importer.market(venue.linearConfig)
    for (const id of ids) importer.account({ id, cashAtoms: BigInt(id) })
    for (const id of ids)
      importer.position({ account: id, market: 0, lots: id % 2 === 0 ? 3n : -3n, entryValueAtoms: 0n })
    importer.finish()
    return engine.stateHash()
  }
  const wanted = hash(200, [1, 2, 3, 4], 'reference')
  assert.is(hash(70, [4, 2, 1, 3], 'reference'), wanted)
  assert.is(hash(0, [3, 1, 4, 2], 'fast'), wanted)
})

// These change with the format of the state: then the version of the book must change too.
const EMPTY = 'd43d1303b529613d114f7136fac95e55'
const FILLED = '8ca0e92efc9bf8ee4e0860633ff9da53'

test('the hash is 32 hexadecimal digits, and the one it has always been', () => {
  assert.is(venue.emptyEngine().stateHash(), EMPTY)
  const engine = venue.openVenue()
  straight(engine)
  assert.is(engine.stateHash(), FILLED)
})

/** The hash of what stands in the columns, with rows and positions counted anew. */
function recounted(book: Book): string {
  const { wides } = book.columns
  const [kept, anew] = [at.WIDE_ROWS_HASH >> 3, at.WIDE_RECOUNT_HASH >> 3]
  wides.fill(0n, anew, anew + 2)
  new ReferenceKernel(book).recountHash(0, book.columns.word(at.WORD_BLOCKS))
  wides.copyWithin(kept, anew, anew + 2)
  return stateHash(book)
}

type Columns = Book['columns']
const row = (columns: Columns) => columns.rowId.indexOf(ALICE)
const slot = (columns: Columns) => columns.runStart[row(columns)]!
const tier = (word: number) => 5 * 4 * TIERED + 4 + word // the second tier of a market with room for four
const pool = (columns: Columns) => columns.rowId.indexOf(venue.POOL)

const FIELDS: [field: string, change: (columns: Columns) => void][] = [
  ['the atom', (c) => (c.wides[at.WIDE_ATOM_COEFFICIENT >> 3]! += 1n)],
  ['the places of the atom', (c) => c.setWord(at.WORD_ATOM_DECIMALS, 3)],
  ['the last time', (c) => (c.doubles[at.WIDE_LAST_TIME >> 3]! += 1)],
  ['an owner', (c) => (c.rowOwner[row(c)] = 77)],
  ['a class', (c) => (c.rowClass[row(c)] = 2)],
  ['a flag', (c) => (c.rowFlags[row(c)] = 1)],
  ['reserved margin', (c) => (c.rowReserved[row(c)]! += 1n)],
  ['cash', (c) => (c.rowCash[row(c)]! -= 1n)],
  ['an id', (c) => (c.rowId[row(c)] = 78)],
  ['the market of a position', (c) => (c.posMarket[slot(c)] = INVERSE)],
  ['its lots', (c) => (c.posSize[slot(c)]! += 1n)],
  ['its entry value', (c) => (c.posEntry[slot(c)]! += 1n)],
  ['the number of markets', (c) => c.setWord(at.WORD_MARKETS, 2)],
  ['a symbol', (c) => (c.marketSymbol[TIERED * at.SYMBOL_BYTES] = 65)],
  ['a kind', (c) => (c.marketKind[TIERED] = 3)],
  ['a status', (c) => (c.marketStatus[TIERED] = 2)],
  ['a unit', (c) => (c.marketUnit[TIERED]! += 1n)],
  ['a lot size', (c) => (c.marketLot[2 * TIERED]! += 1n)],
  ['the places of a lot size', (c) => (c.marketLot[2 * TIERED + 1]! += 1n)],
  ['a tick size', (c) => (c.marketTick[2 * TIERED]! += 1n)],
  ['the places of a tick size', (c) => (c.marketTick[2 * TIERED + 1]! += 1n)],
  ['a contract value', (c) => (c.marketContract[2 * TIERED]! += 1n)],
  ['the places of a contract value', (c) => (c.marketContract[2 * TIERED + 1]! += 1n)],
  ['a listing price', (c) => (c.marketListing[TIERED]! += 1n)],
  ['the lowest mark', (c) => (c.marketMin[TIERED]! += 1n)],
  ['the highest mark', (c) => (c.marketMax[TIERED]! += 1n)],
  ['a mark', (c) => (c.marketMark[TIERED]! += 1n)],
  ['the time of a mark', (c) => (c.marketMarkTime[TIERED]! += 1)],
  ['a funding index', (c) => (c.marketFunding[TIERED]! += 1n)],
  ['the bound on funding', (c) => (c.marketMaxFunding[TIERED]! += 1n)],
  ['a carry', (c) => (c.marketCarry[TIERED]! += 1n)],
  ['a limit on lots', (c) => (c.marketMaxLots[TIERED]! += 1n)],
  ['a takeover limit', (c) => (c.marketTakeover[TIERED]! += 1n)],
  ['an initial rate', (c) => (c.marketInitialPpm[TIERED]! += 1)],
  ['a band around the mark', (c) => (c.marketBandPpm[TIERED]! += 1)],
  ['the greatest age of a mark', (c) => (c.marketMaxAge[TIERED]! += 1)],
  ['an external account', (c) => (c.marketExternalRow[TIERED] = c.marketExternalRow[LINEAR]!)],
  ['a fee account', (c) => (c.marketFeeRow[TIERED] = c.marketExternalRow[LINEAR]!)],
  ['a pool', (c) => (c.marketPoolRow[TIERED] = at.NO_ROW)],
  ['the pool of another market', (c) => (c.marketPoolRow[LINEAR] = pool(c))],
  ['the number of tiers', (c) => (c.marketTierCount[TIERED] = 1)],
  ['the floor of a tier', (c) => (c.marketTiers[tier(0)]! += 1n)],
  ['the rate of a tier', (c) => (c.marketTiers[tier(1)]! += 1n)],
]

test('a change of any single field changes the hash, and no two changes alike', () => {
  const prepare = () => {
    const { book } = venue.openVenue()
    const engine = venue.openVenue()
    engine.deposit(ALICE, 20_000n)
    venue.trade(engine, ALICE, BOB, 1n, 100n)
    return book
  }
  const seen = new Map([[recounted(prepare()), 'nothing']])
  for (const [field, change] of FIELDS) {
    const book = prepare()
    change(book.columns)
    const hash = recounted(book)
    restoreAtom(book)
    assert.is(seen.get(hash), undefined, `${field} looks like ${seen.get(hash)}`)
    seen.set(hash, field)
  }
})

function restoreAtom(book: Book): void {
  book.columns.wides[at.WIDE_ATOM_COEFFICIENT >> 3] = 1n
  book.columns.setWord(at.WORD_ATOM_DECIMALS, 2)
}

test('rows that are recounted have the hash that the commands kept', () => {
  const engine = venue.openVenue()
  straight(engine)
  const kept = engine.stateHash()
  assert.is(recounted(engine.book), kept)
  assert.is(engine.book.columns.rowId[rowOf(engine.book, ALICE)], ALICE)
})

test.run()
