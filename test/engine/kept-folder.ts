// Folders of an engine for tests: a short life in segments and two snapshots.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { BallastError, type ErrorCode } from '../../src/core/errors.ts'
import type { Engine } from '../../src/engine/engine.ts'
import { type OpenOptions, openEngine } from '../../src/engine/open-engine.ts'
import { TradeBatch } from '../../src/index.ts'
import * as venue from './small-venue.ts'

export const usual: OpenOptions = {
  ...{ capacity: { accounts: 300, positions: 2_000, markets: 130, tiersPerMarket: 4, batch: 8 }, atom: '0.01' },
  ...{ kernel: 'fast', snapshotEvery: 0 },
}

export async function inFolder(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'ballast-'))
  try {
    await run(folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Deposits, trades and a crash: ALICE is bankrupt. */
export function crash(engine: Engine): void {
  venue.openVenue('fast', engine)
  for (const id of [venue.ALICE, venue.BOB, venue.CAROL]) engine.deposit(id, 20_000n)
  venue.trade(engine, venue.ALICE, venue.BOB, 5n, 100n)
  venue.trade(engine, venue.ALICE, venue.CAROL, 5n, 100n)
  venue.mark(engine, 1_000, [venue.LINEAR, 75n])
}

/** The same, and a round with events. */
export function live(engine: Engine): void {
  crash(engine)
  engine.runRound()
}

/** A life with a batch of trades and a snapshot in its middle; returns the state at the end. */
export async function keep(
  folder: string,
  options: OpenOptions = {},
): Promise<{ stateHash: string; sequence: number }> {
  const { engine, snapshots } = await openEngine(folder, { ...usual, segmentBytes: 4_096, ...options })
  live(engine)
  await snapshots.make()
  const batch = new TradeBatch(2)
  batch.count = 2
  batch.buyers.set([venue.BOB, venue.CAROL])
  batch.sellers.set([venue.CAROL, venue.BOB])
  batch.lots.set([1n, 2n])
  batch.priceTicks.set([75n, 76n])
  engine.applyTrades(batch)
  for (let time = 2_000; time < 2_100; time += 1) engine.advanceTime(time)
  const state = { stateHash: engine.stateHash(), sequence: engine.lastSequence }
  await engine[Symbol.asyncDispose]()
  return state
}

/** A promise is rejected with such an error. */
export async function refusesLater(code: ErrorCode, message: RegExp, promise: Promise<unknown>): Promise<void> {
  try {
    await promise
  } catch (error) {
    assert.instance(error, BallastError, String(error))
    assert.is((error as BallastError).code, code, (error as BallastError).message)
    assert.match((error as BallastError).message, message)
    return
  }
  assert.unreachable('it was not refused')
}
