// Runs of small scenarios, counted for the page, beside every event that they had.

import type { Engine } from '../../src/engine/engine.ts'
import type { RoundEvent } from '../../src/engine/round-events.ts'
import type { PageData } from '../../src/page/page-data.ts'
import type { RunRecord } from '../../src/page/run-record.ts'
import { RunTally } from '../../src/page/run-tally.ts'
import { openScenario } from '../../src/scenario/load.ts'
import { type ReplayTick, replay } from '../../src/scenario/replay.ts'
import { BTC, folderOf, json, SMALL, venueWith } from '../scenario/folders.ts'

export interface PlayedRun {
  readonly engine: Engine
  readonly events: readonly RoundEvent[]
  readonly ticks: readonly ReplayTick[]
  readonly run: RunRecord
}

interface Limits {
  readonly mostEvents?: number
  readonly mostRows?: number
}

export async function played(folder: string, limits: Limits = {}): Promise<PlayedRun> {
  const events: RoundEvent[] = []
  const ticks: ReplayTick[] = []
  let tally: RunTally | null = null
  const { engine } = await replay(await openScenario(folder), {
    onReady: (ready) => {
      tally = new RunTally(ready, limits)
    },
    onEvent: (event) => {
      events.push(event)
      tally!.event(event)
    },
    onTick: (tick) => {
      ticks.push(tick)
      tally!.tick(tick)
    },
  })
  return { engine, events, ticks, run: tally!.record() }
}

/** A crash of many accounts in many markets, with order book, pools and deleveraging. */
export function generated(seed: string, accounts = 1_000): string {
  return folderOf({ 'generator.json': json({ format: 1, seed, accounts, positions: 3 * accounts, markets: 12 }) })
}

const ACCOUNTS = 'id,collateral\n1,900\n2,1000\n3,60000\n4,600\n'
const POSITIONS = 'account,market,size,entryPrice\n1,BTC,2,50000\n2,BTC,-0.5,50000\n3,BTC,-1,50000\n4,BTC,-0.5,50000\n'

/** Account 1 lacks 300 at the last mark: a pool of 100 pays a part of it, shorts or nobody the rest. */
export function crash(venue: object = {}, symbol = 'BTC', accounts = ACCOUNTS): string {
  const pool = { pools: [{ name: 'main', cash: '100' }], markets: [{ ...BTC, symbol, pool: 'main' }] }
  // A name may hold a comma or a quote.
  const cell = `"${symbol.replaceAll('"', '""')}"`
  return folderOf({
    'venue.json': venueWith({ ...pool, ...venue }),
    'accounts.csv': accounts,
    'positions.csv': POSITIONS.replaceAll('BTC', cell),
    'marks.csv': SMALL['marks.csv']!.replaceAll('BTC', cell),
  })
}

export function pageOf({ engine, run }: PlayedRun, more: Partial<PageData> = {}): PageData {
  return {
    title: 'Replay of crash',
    ...{ scenario: 'crash', policy: 'bitmex', version: '1.2.3', atom: engine.atom, run },
    hashes: [{ what: 'State hash at the end', hash: engine.stateHash() }],
    command: ['ballast', 'replay', 'crash', '--report', 'crash.html'],
    checks: [{ what: 'Lots add up to zero in every market.', holds: true }],
    ...more,
  }
}
