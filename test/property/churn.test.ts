// A million opens and closes: room is found below 90 % of the stated capacity, arenas stay within the slots there are,
// and nothing is lost.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { BallastError, ErrorCode } from '../../src/core/errors.ts'
import { createEngine, type Engine, type MarketConfig, type Trade } from '../../src/index.ts'
import { WORD_BLOCKS } from '../../src/memory/fields.ts'
import { Chance } from '../oracles/chance.ts'
import { Churner } from '../oracles/churner.ts'

const ACCOUNTS = 20_000
const POSITIONS = 100_000
const MARKETS = 128
const FIRST_ID = 10

const engine = createEngine({ capacity: { accounts: ACCOUNTS + 2, positions: POSITIONS, markets: MARKETS } })

const terms: Omit<MarketConfig, 'symbol'> = {
  ...{ kind: 'linear', lotSize: '1', tickSize: '0.01', listingTicks: 1000n, minMarkTicks: 1n, maxMarkTicks: 2000n },
  ...{ maxPositionLots: 1000n, maxAbsFundingAtoms: 0n, initialRatePpm: 0, externalAccount: 1 },
  tiers: [{ floorAtoms: 0n, ratePpm: 0 }],
}

function listMarkets(target: Engine, count: number): void {
  for (let market = 0; market < count; market += 1) target.listMarket({ ...terms, symbol: `M${market}` })
}

function openBook(accounts: number): number[] {
  engine.book.clear()
  engine.openAccount({ id: 1, class: 'external' })
  listMarkets(engine, MARKETS)
  const ids = Array.from({ length: accounts }, (_, k) => FIRST_ID + k)
  for (const id of ids) engine.openAccount({ id })
  return ids
}

const wholes = (column: Uint32Array) => column.reduce((sum, part) => sum + part, 0)

/** Arenas fit into the slots there are, and hold what is open. */
function checkRoom(target: Engine): void {
  const { blockRoom, blockUsed, posMarket } = target.book.columns
  const blocks = target.book.columns.word(WORD_BLOCKS)
  const room = wholes(blockRoom.subarray(0, blocks))
  assert.is(wholes(blockUsed.subarray(0, blocks)), target.book.positionCount)
  assert.ok(room <= posMarket.length, `${room} slots of arenas in ${posMarket.length} slots`)
  assert.equal(target.audit().findings, [])
}

function codeOf(run: () => void): string {
  try {
    run()
    return 'ok'
  } catch (error) {
    if (error instanceof BallastError) return error.code
    throw error
  }
}

const churner = new Churner(engine, openBook(ACCOUNTS), MARKETS)
const chance = new Chance(1_000_000)

test('a million opens and closes find room below 90 % of the capacity', () => {
  // Up to 96 %, down to 40 %, and up again.
  for (const fill of [0.9, 0.4, 0.96, 0.5, 0.93, 0.7, 0.89]) {
    const goal = Math.round(POSITIONS * fill)
    for (let step = 0; Math.abs(churner.positions - goal) > 8192 || step < 75_000; step += 1) {
      const towards = chance.once(4) ? chance.once(2) : churner.positions < goal
      if (towards || churner.pairs === 0) churner.openAnywhere(chance)
      else churner.closeAnywhere(chance)
    }
    churner.flush()
    checkRoom(engine)
  }
  assert.ok(churner.trades * 2 >= 1_000_000, `${churner.trades} trades`)
  assert.ok(churner.refusedAt >= POSITIONS * 0.9, `refused with ${churner.refusedAt} positions open`)
})

test('a book that was churned takes positions up to its capacity, and not one more', () => {
  while (churner.positions < POSITIONS) {
    const before = churner.positions
    for (let left = (POSITIONS - before) / 2; left > 0; left -= 1) churner.openAnywhere(chance)
    churner.flush()
    assert.ok(churner.positions > before, `full at ${churner.positions} of ${POSITIONS}`)
  }
  const hash = engine.stateHash()
  churner.openAnywhere(chance)
  churner.flush()
  assert.is(churner.refusedAt, POSITIONS)
  assert.is(engine.stateHash(), hash)
  const [first, second] = [churner.ids[0]!, churner.ids[1]!]
  const free = Array.from({ length: MARKETS }, (_, market) => market).find((market) => {
    return [first, second].every((id) => engine.account(id).positions.every((position) => position.market !== market))
  })!
  const trade = { buyer: first, seller: second, market: free, lots: 1n, priceTicks: 1000n }
  assert.is(
    codeOf(() => engine.trade(trade)),
    ErrorCode.CAPACITY,
  )
  assert.is(engine.stateHash(), hash)
  checkRoom(engine)
})

test('accounts come and go among the positions, and no id comes twice', () => {
  let nextId = FIRST_ID + ACCOUNTS
  const gone: number[] = []
  for (let round = 0; round < 6; round += 1) {
    while (churner.positions > POSITIONS * 0.2) {
      churner.closeAnywhere(chance)
      if (churner.pairs === 0 || chance.once(1000)) churner.flush()
    }
    churner.flush()
    // At one price and without fees, an account without positions has no cash either.
    for (const [index, id] of churner.ids.entries()) {
      if (churner.countOf(id) > 0) continue
      engine.closeAccount(id)
      gone.push(id)
      engine.openAccount({ id: nextId })
      churner.ids[index] = nextId
      nextId += 1
    }
    for (let left = POSITIONS / 8; left > 0; left -= 1) churner.openAnywhere(chance)
    churner.flush()
    for (const id of [gone[0]!, gone.at(-1)!, chance.pick(gone)]) {
      assert.is(
        codeOf(() => engine.openAccount({ id })),
        ErrorCode.DUPLICATE,
      )
      assert.is(
        codeOf(() => engine.account(id)),
        ErrorCode.UNKNOWN_ACCOUNT,
      )
    }
    checkRoom(engine)
  }
  assert.ok(gone.length > ACCOUNTS, `${gone.length} accounts were closed`)
  assert.is(churner.refusedAt, POSITIONS)
})

test('arenas grow to 128 positions a row and shrink again, wherever the crowd goes', () => {
  const ids = openBook(64 * 40)
  const crowd = new Churner(engine, ids, MARKETS)
  const blocks = Math.floor((POSITIONS * 0.9) / (64 * 128))
  for (let round = 0; round < 5; round += 1) {
    const first = chance.below(40 - blocks)
    for (let market = 0; market < MARKETS; market += 1) {
      for (let row = first * 64; row < (first + blocks) * 64; row += 2) {
        // Markets from above and below, so that slots open at both ends of a run.
        const mixed = market % 2 === 0 ? market : MARKETS - market
        assert.ok(crowd.open(ids[row]!, ids[row + 1]!, mixed))
      }
    }
    crowd.flush()
    checkRoom(engine)
    while (crowd.pairs > 0) {
      crowd.closeAnywhere(chance)
      if (crowd.pairs === 0) crowd.flush()
    }
    crowd.flush()
    assert.is(crowd.positions, 0)
    if (round % 2 === 0) while (engine.compact() > 0);
    checkRoom(engine)
  }
  assert.is(crowd.refusedAt, Number.POSITIVE_INFINITY)
})

test('house rows find room below 90 % of the capacity, too', () => {
  const [positions, markets] = [60_000, 960]
  using house = createEngine({ capacity: { accounts: 70, positions, markets } })
  for (let id = 1; id <= 64; id += 1) house.openAccount({ id, class: 'external' })
  listMarkets(house, markets)
  const full = (trade: Trade) => codeOf(() => house.trade(trade)) === ErrorCode.CAPACITY
  const pairs = Array.from({ length: 32 }, (_, k) => ({ buyer: 2 * k + 1, seller: 2 * k + 2 }))
  const trades = Array.from({ length: markets }, (_, market) => {
    return pairs.map((pair) => ({ ...pair, market, lots: 1n, priceTicks: 1000n }))
  })
  trades.flat().some(full)
  assert.ok(house.book.positionCount >= positions * 0.9, `full at ${house.book.positionCount} of ${positions}`)
  checkRoom(house)
})

test.run()
