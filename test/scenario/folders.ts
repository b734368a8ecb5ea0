// Small scenario folders for tests, in a temporary place that goes when the process ends.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { BallastError } from '../../src/core/errors.ts'
import { type LoadedScenario, type LoadOptions, loadScenario } from '../../src/scenario/load.ts'

export type Files = Record<string, string>

const home = mkdtempSync(join(tmpdir(), 'ballast-'))
process.on('exit', () => rmSync(home, { recursive: true, force: true }))
let folders = 0

/** A path that does not exist yet. */
export function freePath(): string {
  folders += 1
  return join(home, String(folders))
}

export function folderOf(files: Files): string {
  const folder = freePath()
  mkdirSync(folder)
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  return folder
}

export const BTC = {
  symbol: 'BTC',
  kind: 'linear',
  lotSize: '0.001',
  tickSize: '0.5',
  listingPrice: '50000',
  minMark: '1000',
  maxMark: '200000',
  tiers: [
    { from: '0', rate: '0.005' },
    { from: '100000', rate: '0.01' },
  ],
  initialRate: '0.01',
}

export const VENUE = { format: 1, markets: [BTC] }

export const json = (value: unknown): string => JSON.stringify(value, null, 2)
export const venueWith = (change: object): string => json({ ...VENUE, ...change })
export const marketWith = (change: object): string =>
  venueWith({ markets: [BTC, { ...BTC, symbol: 'ETH', ...change }] })

/** Two traders on the two sides of one BTC, bought at 50,000; the first is at risk below 49,500 or so. */
export const SMALL: Files = {
  'venue.json': json(VENUE),
  'accounts.csv': 'id,cash\n1,-49500\n2,60000\n',
  'positions.csv': 'account,market,size,entryPrice\n1,BTC,1,50000\n2,BTC,-1,50000\n',
  'marks.csv': 'time,market,price\n1000,BTC,50000\n2000,BTC,49700\n3000,BTC,49400\n',
}

/** Loads SMALL with some files replaced. */
export function load(change: Files = {}, options: LoadOptions = {}): Promise<LoadedScenario> {
  return loadScenario(folderOf({ ...SMALL, ...change }), options)
}

/** What was refused, where, and what the message says: each a line of a table. */
export type Refusal = readonly [title: string, change: Files, code: string, ...parts: string[]]

/** Loads SMALL with some files replaced and demands the error, with every part in its message. */
export async function refused([title, change, code, ...parts]: Refusal): Promise<void> {
  try {
    await load(change)
  } catch (error) {
    assert.instance(error, BallastError, `${title}: ${String(error)}`)
    const { message } = error as BallastError
    assert.is((error as BallastError).code, code, `${title}: ${message}`)
    for (const part of parts) assert.ok(message.includes(part), `${title}: "${message}" lacks "${part}"`)
    return
  }
  assert.unreachable(`${title}: was accepted`)
}

/**
 * A scenario that deleverages: account 1 is long two BTC at 50,000 with 900 behind it. At the last mark of 49,400 it
 * has lost 1,200, and 300 are missing; three shorts have won 600 a BTC.
 */
export const CRASH = folderOf({
  ...SMALL,
  'accounts.csv': 'id,collateral\n1,900\n2,1000\n3,60000\n4,600\n',
  'positions.csv':
    'account,market,size,entryPrice\n1,BTC,2,50000\n2,BTC,-0.5,50000\n3,BTC,-1,50000\n4,BTC,-0.5,50000\n',
})
