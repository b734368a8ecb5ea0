// Events of rounds as one wide table. One, because a round can only be recomputed from its events in their order, which
// twenty tables would lose; because a file is whole or not there; and because cells that are null cost next to nothing
// in Parquet. What is a list in an event becomes rows of its own behind it, so that nothing is nested and every number
// keeps its type:
//
//   round-opened/pool, round-closed/pool, round-closed/stuck, adl-proposed/adl-fill …
//
// A proposed move has not happened: its type has the prefix, and a sum over 'adl-fill' does not count it.

import type { PoolBalance, RoundEvent, RoundOpened, Stuck } from '../engine/round-events.ts'
import type { Candidate } from '../policies/policy.ts'
import { ColumnBatch } from './column-batch.ts'
import type { Cell, ColumnType, RowWriter, Table } from './table.ts'

type KeyOf<Of> = Of extends unknown ? keyof Of : never
type ValueOf<Of, Key> = Of extends unknown ? (Key extends keyof Of ? NonNullable<Of[Key]> : never) : never
type TypeOf<Value> = Value extends bigint
  ? 'int64' | 'wide'
  : Value extends number
    ? 'count'
    : Value extends boolean
      ? 'boolean'
      : 'text'
type ColumnsOf<Of, Key extends PropertyKey> = { [Name in Key]: TypeOf<ValueOf<Of, Name>> }

type Nested = 'blend' | 'hedge' | 'stages' | 'pools' | 'stuck' | 'moves' | 'candidate'
type Flat = Exclude<KeyOf<RoundEvent>, Nested>
type OfCandidate = { [Name in keyof Candidate as `candidate${Capitalize<Name>}`]: TypeOf<Candidate[Name]> }

/** A field of an event that has no column here, or one of another type, does not compile. */
const COLUMNS = {
  event: 'count',
  ...{ version: 'count', type: 'text', round: 'count', pass: 'count', stage: 'count' },
  ...{ sequence: 'count', timeMs: 'count', market: 'count', side: 'text', account: 'count', state: 'text' },
  ...{ reason: 'text', from: 'count', to: 'count', lots: 'int64', valueAtoms: 'int64', priceTicks: 'int64' },
  ...{ lossAtoms: 'int64', limitTicks: 'int64', closesPoolPosition: 'boolean', rank: 'count', score: 'text' },
  ...{ whole: 'boolean', candidateAccount: 'count', candidateOwner: 'count', candidateMarket: 'count' },
  ...{ candidateLots: 'int64', candidateNotionalAtoms: 'int64', candidateProfitAtoms: 'int64' },
  // Products of money and ppm have up to 75 bits.
  ...{ candidateEntryValueAtoms: 'int64', candidateMaintenanceAtomPpm: 'wide', candidateEquityAtoms: 'int64' },
  ...{ candidateAccountMaintenanceAtomPpm: 'wide', candidateAccountNotionalAtoms: 'int64' },
  ...{ candidateAccountProfitAtoms: 'int64', accounts: 'count', requiredLots: 'int64', candidates: 'count' },
  ...{ fundAtoms: 'int64', fills: 'count', filledLots: 'int64', atMarkLots: 'int64', leftLots: 'int64' },
  ...{ passes: 'count', quiet: 'boolean', deficitAtoms: 'int64', equityAtoms: 'int64', floorAtoms: 'int64' },
  ...{ held: 'boolean', depleted: 'boolean', policy: 'text', adl: 'text', adlFor: 'text', adlPrice: 'text' },
  ...{ eligible: 'text', blendBankruptcy: 'count', blendMark: 'count', nearlyEmptyAtoms: 'int64', stages: 'text' },
  ...{ hedgeThresholdPpm: 'count', hedgeWho: 'text', hedgeMode: 'text', socialise: 'text', takeover: 'text' },
  ...{ maxSlippagePpm: 'count', bufferAtoms: 'int64', liquidationBudgetAtoms: 'int64', roundBudgetAtoms: 'int64' },
} as const satisfies ColumnsOf<RoundEvent, Flat> &
  ColumnsOf<PoolBalance, keyof PoolBalance> &
  ColumnsOf<Stuck, keyof Stuck> &
  OfCandidate &
  Record<string, ColumnType>

export const EVENT_TABLE: Table<RoundEvent> = {
  name: 'events',
  columns: COLUMNS,
  write: (event, index, to) => writeEvent(event, '', index + 1, to),
}

/** Events as typed columns, in the order of the events. */
export function eventRows(events: Iterable<RoundEvent>): ColumnBatch {
  const batch = new ColumnBatch(EVENT_TABLE)
  let index = 0
  for (const event of events) {
    batch.add(EVENT_TABLE, event, index)
    index += 1
  }
  return batch
}

function writeEvent(told: RoundEvent, prefix: string, event: number, to: RowWriter): void {
  const type = `${prefix}${told.type}`
  writeFrame(told, type, event, to)
  writeFlat(told, to)
  if (told.type === 'round-opened') writeSettings(told, to)
  else if (told.type === 'adl-fill') {
    for (const name in told.candidate) to.set(OF_CANDIDATE[name as keyof Candidate], told.candidate[name as 'lots'])
  }
  to.end()
  const writeChild = (child: string, cells: PoolBalance | Stuck): void => {
    writeFrame(told, `${type}/${child}`, event, to)
    writeFlat(cells, to)
    to.end()
  }
  if ('pools' in told) for (const pool of told.pools) writeChild('pool', pool)
  if ('stuck' in told) for (const entry of told.stuck) writeChild('stuck', entry)
  if ('moves' in told) for (const move of told.moves) writeEvent(move, `${type}/`, event, to)
}

function writeFrame({ version, round, pass, stage }: RoundEvent, type: string, event: number, to: RowWriter): void {
  to.set('event', event)
  to.set('version', version)
  to.set('type', type)
  to.set('round', round)
  to.set('pass', pass)
  to.set('stage', stage)
}

/** All that is neither a part of the frame nor an object. */
function writeFlat(cells: object, to: RowWriter): void {
  for (const name in cells) {
    const cell = cells[name as never] as unknown
    if (typeof cell !== 'object' && !FRAME.has(name)) to.set(name, cell as Cell)
  }
}

const FRAME: ReadonlySet<string> = new Set(['version', 'type', 'round', 'pass', 'stage'])

function writeSettings({ blend, hedge, stages }: RoundOpened, to: RowWriter): void {
  to.set('blendBankruptcy', blend.bankruptcy)
  to.set('blendMark', blend.mark)
  to.set('stages', stages.join(' '))
  to.set('hedgeThresholdPpm', hedge?.thresholdPpm)
  to.set('hedgeWho', hedge?.who)
  to.set('hedgeMode', hedge?.mode)
}

const OF_CANDIDATE: { readonly [Name in keyof Candidate]: `candidate${Capitalize<Name>}` } = {
  account: 'candidateAccount',
  owner: 'candidateOwner',
  market: 'candidateMarket',
  lots: 'candidateLots',
  notionalAtoms: 'candidateNotionalAtoms',
  profitAtoms: 'candidateProfitAtoms',
  entryValueAtoms: 'candidateEntryValueAtoms',
  maintenanceAtomPpm: 'candidateMaintenanceAtomPpm',
  equityAtoms: 'candidateEquityAtoms',
  accountMaintenanceAtomPpm: 'candidateAccountMaintenanceAtomPpm',
  accountNotionalAtoms: 'candidateAccountNotionalAtoms',
  accountProfitAtoms: 'candidateAccountProfitAtoms',
}
