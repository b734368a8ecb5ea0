// Forges what an auditor is given, as somebody would who knows how the books are kept: one thing is changed, and all
// that follows from it is made to agree: the book after, balances of pools, the deficit, the sums of each side.

import type { AuditBook, AuditRow } from '../../src/audit/audit-book.ts'
import { lotsOf, RunningBook } from '../../src/audit/running-book.ts'
import type { Claim } from '../../src/audit/tally.ts'
import { abs } from '../../src/fixed/rounding.ts'
import type { AdlFill, RoundEvent } from '../../src/index.ts'
import type { Chance } from '../oracles/chance.ts'
import type { Evidence } from './audited-worlds.ts'

/** null: there is nothing of the kind in this round. */
export type Forge = (evidence: Evidence, chance: Chance) => Evidence | null
type Events = readonly RoundEvent[]

/** What is changed, and which claims may find it. */
export interface Forgery {
  readonly name: string
  readonly claims: readonly Claim[]
  readonly forge: Forge
}

const DEALT: readonly Claim[] = [
  'rank',
  'caps',
  'allocation',
  'rest',
  'cross',
  'fund',
  'own-first',
  'I4',
  'hedge',
  'need',
]
const MOVED: readonly Claim[] = [
  ...DEALT,
  'value',
  'evened',
  'socialised',
  'deficit',
  'totals',
  'stuck',
  'trigger',
  'ask',
]
const ANY: readonly Claim[] = [
  ...MOVED,
  'liquidation',
  'form',
  'proposal',
  'halt',
  'candidate',
  'score',
  'I3',
  'I5',
  'book',
]

/** Any of some events, changed; the rest made to agree. */
function changing(
  isMeant: (event: RoundEvent) => boolean,
  change: (event: never, evidence: Evidence) => object | null,
) {
  return (evidence: Evidence, chance: Chance): Evidence | null => {
    const at = pickIndex(evidence.events, chance, isMeant)
    if (at < 0) return null
    const event = evidence.events[at]!
    const changed = change({ ...event } as never, evidence)
    if (changed === null) return null
    return agreeing({ ...evidence, events: evidence.events.with(at, { ...event, ...changed } as RoundEvent) })
  }
}

function pickIndex(events: Events, chance: Chance, isMeant: (event: RoundEvent) => boolean): number {
  const indices = [...events.keys()].filter((index) => isMeant(events[index]!))
  return indices.length === 0 ? -1 : chance.pick(indices)
}

const is =
  (...types: RoundEvent['type'][]) =>
  (event: RoundEvent) =>
    types.includes(event.type)
const isFill = is('adl-fill')
const isMove = (event: RoundEvent) => 'lots' in event && 'to' in event
const isPriced = (event: RoundEvent) => isMove(event) && event.type !== 'liquidation'
const bears = is('own-first', 'takeover', 'adl-fill')

const FACTS = [
  'lots',
  'notionalAtoms',
  'profitAtoms',
  'entryValueAtoms',
  'equityAtoms',
  'accountNotionalAtoms',
] as const

export const FORGERIES: readonly Forgery[] = [
  {
    name: 'a lot more',
    claims: [...DEALT, 'liquidation', 'value', 'ask'],
    forge: changing(isMove, ({ lots }: AdlFill) => ({ lots: lots > 0n ? lots + 1n : lots - 1n })),
  },
  {
    name: 'a lot less',
    claims: [...DEALT, 'liquidation', 'value', 'ask'],
    forge: changing(isMove, ({ lots }: AdlFill) => ({ lots: lots > 0n ? lots - 1n : lots + 1n })),
  },
  {
    name: 'an atom of value',
    claims: ['value', 'liquidation'],
    forge: changing(isMove, ({ valueAtoms }: AdlFill) => ({ valueAtoms: valueAtoms + 1n })),
  },
  {
    name: 'an atom of loss, and of value',
    claims: ['value'],
    forge: changing(bears, ({ lossAtoms, valueAtoms }: AdlFill) => {
      return { lossAtoms: lossAtoms - 1n, valueAtoms: valueAtoms - 1n }
    }),
  },
  {
    name: 'a price that is shown',
    claims: ['value', 'liquidation'],
    forge: changing(isMove, ({ priceTicks }: AdlFill) => ({ priceTicks: priceTicks + 1n })),
  },
  {
    name: 'a fill on the order book beyond its limit',
    claims: ['liquidation'],
    forge: beyondLimit,
  },
  {
    name: 'an atom of a payment',
    claims: ['fund', 'socialised', 'deficit', 'evened'],
    forge: changing(is('fund-draw', 'socialised', 'deficit', 'adl-evened'), ({ valueAtoms }: AdlFill) => {
      return { valueAtoms: valueAtoms + 1n }
    }),
  },
  { name: 'an atom from one payer to the other', claims: ['socialised'], forge: shiftedShare },
  { name: 'a rank', claims: ['rank'], forge: changing(isFill, ({ rank }: AdlFill) => ({ rank: rank + 1 })) },
  {
    name: 'a score',
    claims: ['score'],
    forge: changing(isFill, ({ score }: AdlFill) => (score === null ? null : { score: `${score}1` })),
  },
  {
    name: 'a fact of a candidate',
    claims: ['candidate'],
    forge: (evidence, chance) => {
      const fact = chance.pick(FACTS)
      const change = ({ candidate }: AdlFill) => ({ candidate: { ...candidate, [fact]: candidate[fact] + 1n } })
      return changing(isFill, change)(evidence, chance)
    },
  },
  {
    name: 'whole or not',
    claims: ['candidate'],
    forge: changing(isFill, ({ whole }: AdlFill) => ({ whole: !whole })),
  },
  { name: 'another candidate', claims: ['rank'], forge: anotherCandidate },
  { name: 'two fills in the other order', claims: ['rank', 'allocation', 'caps', 'value'], forge: swapped },
  { name: 'an event left out', claims: ANY, forge: leftOut },
  { name: 'an event twice', claims: ANY, forge: twice },
  {
    name: 'an event of another pass',
    claims: ANY,
    forge: changing(isMove, ({ pass }: AdlFill) => ({ pass: pass + 1 })),
  },
  { name: 'a call for a healthy account', claims: ['trigger'], forge: healthyCalled },
  { name: 'an account under margin left out', claims: ['trigger'], forge: neverCalled },
  {
    name: 'a state',
    claims: ['trigger'],
    forge: changing(is('margin-call'), ({ state }: { state: string }) => {
      return { state: state === 'bankrupt' ? 'at-risk' : 'bankrupt' }
    }),
  },
  {
    name: 'a limit',
    claims: ['ask'],
    forge: changing(is('liquidation-wanted'), ({ limitTicks }: { limitTicks: bigint | null }) => {
      return { limitTicks: limitTicks === null ? 5n : limitTicks + 1n }
    }),
  },
  {
    name: 'lots that are wanted',
    claims: ['ask', 'liquidation'],
    forge: changing(is('liquidation-wanted'), ({ lots }: AdlFill) => ({ lots: lots > 0n ? lots + 1n : lots - 1n })),
  },
  ...(['accounts', 'candidates'] as const).map((key): Forgery => {
    const forge = changing(is('adl-round-opened'), (event: Record<string, number>) => ({ [key]: event[key]! + 1 }))
    return { name: `${key} of a side`, claims: ['need'], forge }
  }),
  ...(['requiredLots', 'fundAtoms'] as const).map((key): Forgery => {
    const change = (event: Record<string, bigint | null>) => ({ [key]: (event[key] ?? 0n) + 1n })
    return { name: `${key} of a side`, claims: ['need'], forge: changing(is('adl-round-opened'), change) }
  }),
  ...(['filledLots', 'valueAtoms', 'lossAtoms', 'atMarkLots', 'leftLots'] as const).map((key): Forgery => {
    return { name: `${key} in the end`, claims: ['totals'], forge: (...given) => summedWrongly(key, ...given) }
  }),
  { name: 'a balance of a pool', claims: ['fund'], forge: balanceChanged },
  {
    name: 'who is stuck',
    claims: ['stuck'],
    forge: changing(is('round-closed'), ({ stuck }: { stuck: readonly object[] }) => {
      return stuck.length === 0 ? null : { stuck: stuck.slice(1) }
    }),
  },
  {
    name: 'that it came to rest',
    claims: ['totals'],
    forge: changing(is('round-closed'), ({ quiet }: { quiet: boolean }) => ({ quiet: !quiet })),
  },
  {
    name: 'a sequence',
    claims: ['form'],
    forge: changing(is('round-opened'), ({ sequence }: { sequence: number }) => ({ sequence: sequence + 1 })),
  },
  { name: 'an atom in the book after', claims: ['I2'], forge: atomMade },
  { name: 'an atom from row to row in the book after', claims: ['book'], forge: atomMoved },
  { name: 'an entry value in the book after', claims: ['book'], forge: entryChanged },
  { name: 'a lot in the book after', claims: ['I1'], forge: lotMade },
  { name: 'a move of a proposal', claims: ANY, forge: proposalChanged },
  {
    name: 'whether a takeover closes',
    claims: ['fund', 'I4'],
    forge: changing(is('takeover'), ({ closesPoolPosition }: { closesPoolPosition: boolean }) => {
      return { closesPoolPosition: !closesPoolPosition }
    }),
  },
]

/** A worse price than was asked for, of a fill for which the value is right. */
function beyondLimit(evidence: Evidence, chance: Chance): Evidence | null {
  const at = pickIndex(evidence.events, chance, is('liquidation'))
  const event = evidence.events[at]
  if (event?.type !== 'liquidation') return null
  const asked = evidence.events.slice(0, at).findLast((each) => each.type === 'liquidation-wanted')
  if (asked?.type !== 'liquidation-wanted' || asked.limitTicks === null) return null
  const priceTicks = asked.limitTicks + (event.lots > 0n ? -1n : 1n)
  const market = new RunningBook(evidence.before, evidence.before.timeMs).markets[event.market]!
  if (priceTicks < 1n) return null
  const unit = market.kind === 'inverse' ? null : priceTicks * market.unitParam
  if (unit === null) return null
  const valueAtoms = event.lots * (unit - market.fundingAtoms)
  return agreeing({ ...evidence, events: evidence.events.with(at, { ...event, priceTicks, valueAtoms }) })
}

function shiftedShare(evidence: Evidence, chance: Chance): Evidence | null {
  const { events } = evidence
  const at = pickIndex(events, chance, is('socialised'))
  const [one, other] = [events[at], events[at + 1]]
  if (one?.type !== 'socialised' || other?.type !== 'socialised' || one.to !== other.to) return null
  const changed = events.with(at, { ...one, valueAtoms: one.valueAtoms + 1n })
  return agreeing({
    ...evidence,
    events: changed.with(at + 1, { ...other, valueAtoms: other.valueAtoms - 1n }),
  })
}

/** Somebody who stands in the same queue gives instead, with its own facts, rank and score kept. */
function anotherCandidate(evidence: Evidence, chance: Chance): Evidence | null {
  const { events, before } = evidence
  const at = pickIndex(events, chance, isFill)
  const fill = events[at]
  if (fill?.type !== 'adl-fill') return null
  const now = replayed(before, events.slice(0, at))
  const others = before.rows.filter(({ id, class: kind }) => kind === 'trader' && id !== fill.to && id !== fill.from)
  const found = others.find(({ id }) => {
    const lots = lotsOf(now.rows.get(id)!, fill.market)
    return lots > 0n !== fill.lots > 0n && abs(lots) >= abs(fill.lots) && now.equityOf(now.rows.get(id)!) >= 0n
  })
  if (found === undefined) return null
  const row = now.rows.get(found.id)!
  const worth = now.worthOf(row)
  const leg = worth.legs.find(({ market }) => market.id === fill.market)!
  const candidate = {
    ...{ account: row.id, owner: row.owner, market: fill.market, lots: abs(leg.lots) },
    ...{ notionalAtoms: leg.notionalAtoms, profitAtoms: leg.profitAtoms, entryValueAtoms: abs(leg.entryValueAtoms) },
    ...{ maintenanceAtomPpm: leg.maintenanceAtomPpm, equityAtoms: worth.equityAtoms },
    accountMaintenanceAtomPpm: worth.maintenanceAtomPpm,
    accountNotionalAtoms: worth.notionalAtoms,
    accountProfitAtoms: worth.profitAtoms,
  }
  const whole = abs(leg.lots) === abs(fill.lots)
  return agreeing({ ...evidence, events: events.with(at, { ...fill, to: row.id, candidate, whole }) })
}

function swapped(evidence: Evidence, chance: Chance): Evidence | null {
  const { events } = evidence
  const at = pickIndex(events, chance, isFill)
  const [one, other] = [events[at], events[at + 1]]
  if (one?.type !== 'adl-fill' || other?.type !== 'adl-fill' || one.from !== other.from) return null
  return agreeing({ ...evidence, events: events.with(at, other).with(at + 1, one) })
}

const isInner = (event: RoundEvent) => !['round-opened', 'round-closed'].includes(event.type)

function leftOut(evidence: Evidence, chance: Chance): Evidence | null {
  const at = pickIndex(evidence.events, chance, isInner)
  return at < 0 ? null : agreeing({ ...evidence, events: evidence.events.toSpliced(at, 1) })
}

function twice(evidence: Evidence, chance: Chance): Evidence | null {
  const at = pickIndex(evidence.events, chance, isInner)
  const event = evidence.events[at]
  return event === undefined ? null : agreeing({ ...evidence, events: evidence.events.toSpliced(at, 0, event) })
}

function healthyCalled(evidence: Evidence, chance: Chance): Evidence | null {
  const { before, events } = evidence
  const book = new RunningBook(before, before.timeMs)
  const healthy = book.traders.filter((row) => book.stateOf(row) === 'healthy')
  if (healthy.length === 0) return null
  const account = chance.pick(healthy).id
  const round = events[0]!.round
  const call = { version: 1, type: 'margin-call', round, pass: 1, stage: 1, account, state: 'at-risk' } as const
  const place = events.findIndex(
    (event, index) => index > 0 && !(event.type === 'margin-call' && event.account < account),
  )
  return { ...evidence, events: events.toSpliced(place, 0, call) }
}

/** Nothing is told of an account that was called, as if it were healthy. */
function neverCalled(evidence: Evidence, chance: Chance): Evidence | null {
  const at = pickIndex(evidence.events, chance, (event) => event.type === 'margin-call' && event.pass === 1)
  const call = evidence.events[at]
  if (call?.type !== 'margin-call') return null
  const { account } = call
  const isOf = (event: RoundEvent) =>
    ('account' in event && event.account === account) || ('from' in event && event.from === account)
  return agreeing({ ...evidence, events: evidence.events.filter((event) => !isOf(event)) })
}

function summedWrongly(key: string, evidence: Evidence, chance: Chance): Evidence | null {
  const at = pickIndex(evidence.events, chance, is('adl-round-closed'))
  const event = evidence.events[at] as unknown as Record<string, bigint> | undefined
  if (event === undefined) return null
  const changed = { ...event, [key]: event[key]! + 1n } as unknown as RoundEvent
  return { ...evidence, events: evidence.events.with(at, changed) }
}

function balanceChanged(evidence: Evidence, chance: Chance): Evidence | null {
  const at = pickIndex(evidence.events, chance, is('round-opened', 'round-closed'))
  const event = evidence.events[at]!
  if (!('pools' in event) || event.pools.length === 0) return null
  const pools = event.pools.map((pool, index) => (index > 0 ? pool : { ...pool, equityAtoms: pool.equityAtoms + 1n }))
  return { ...evidence, events: evidence.events.with(at, { ...event, pools }) }
}

function proposalChanged(evidence: Evidence, chance: Chance): Evidence | null {
  const at = pickIndex(evidence.events, chance, is('adl-proposed'))
  const event = evidence.events[at]
  if (event?.type !== 'adl-proposed') return null
  const place = pickIndex(event.moves, chance, (move) => isPriced(move) || 'valueAtoms' in move)
  const move = event.moves[place] as AdlFill | undefined
  if (move === undefined) return null
  const moves = event.moves.with(place, { ...move, valueAtoms: move.valueAtoms + 1n })
  return { ...evidence, events: evidence.events.with(at, { ...event, moves }) }
}

const withRow = (book: AuditBook, at: number, change: Partial<AuditRow>): AuditBook => {
  return { ...book, rows: book.rows.with(at, { ...book.rows[at]!, ...change }) }
}

function atomMade(evidence: Evidence, chance: Chance): Evidence {
  const at = chance.below(evidence.after.rows.length)
  const cashAtoms = evidence.after.rows[at]!.cashAtoms + 1n
  return { ...evidence, after: withRow(evidence.after, at, { cashAtoms }) }
}

function atomMoved(evidence: Evidence, chance: Chance): Evidence | null {
  const { rows } = evidence.after
  const [from, to] = [chance.below(rows.length), chance.below(rows.length)]
  if (from === to) return null
  const less = withRow(evidence.after, from, { cashAtoms: rows[from]!.cashAtoms - 1n })
  return { ...evidence, after: withRow(less, to, { cashAtoms: rows[to]!.cashAtoms + 1n }) }
}

function positionChanged(evidence: Evidence, chance: Chance, lots: bigint, entry: bigint): Evidence | null {
  const holding = [...evidence.after.rows.entries()].filter(([, { positions }]) => positions.length > 0)
  if (holding.length === 0) return null
  const [at, { positions }] = chance.pick(holding)
  const [first, ...others] = positions
  const changed = { ...first!, lots: first!.lots + lots, entryValueAtoms: first!.entryValueAtoms + entry }
  return { ...evidence, after: withRow(evidence.after, at, { positions: [changed, ...others] }) }
}

function entryChanged(evidence: Evidence, chance: Chance): Evidence | null {
  return positionChanged(evidence, chance, 0n, 1n)
}

function lotMade(evidence: Evidence, chance: Chance): Evidence | null {
  return positionChanged(evidence, chance, 1n, 0n)
}

/** "A round by hand" of docs/EVENTS.md. */
function replayed(before: AuditBook, events: Events): RunningBook {
  const book = new RunningBook(before, before.timeMs)
  for (const event of events) {
    if (!('to' in event)) continue
    const [from, to] = [book.rows.get(event.from)!, book.rows.get(event.to)!]
    if (!('lots' in event)) {
      book.moveCash(from, to, event.valueAtoms)
      continue
    }
    const market = book.markets[event.market]!
    const inverse = () => -(market.unitParam / event.priceTicks)
    const ticksUnit = market.kind === 'inverse' ? inverse() : event.priceTicks * market.unitParam
    const unit = event.type === 'liquidation' ? ticksUnit : market.unit
    book.moveLots(from, to, market, { lots: event.lots, valueAtoms: event.valueAtoms, unit })
  }
  return book
}

/** The book after, and what is summed in the end, made to agree with the events. */
function agreeing(evidence: Evidence): Evidence {
  const { before, events, after } = evidence
  const book = replayed(before, events)
  const rows = after.rows.map((row): AuditRow => {
    const { cashAtoms, positions } = book.rows.get(row.id)!
    return { ...row, cashAtoms, positions }
  })
  const told = events.map((event) => {
    if (event.type === 'adl-round-closed') return { ...event, ...sumsOf(events, event) }
    if (event.type !== 'round-closed') return event
    const pools = event.pools.map((pool) => {
      const equityAtoms = book.equityOf(book.rows.get(pool.account)!)
      return { ...pool, equityAtoms, depleted: equityAtoms <= 0n }
    })
    return { ...event, pools, deficitAtoms: -book.deficit!.cashAtoms }
  })
  return { ...evidence, events: told, after: { ...after, rows } }
}

function sumsOf(events: Events, { pass, market, side }: { pass: number; market: number; side: 'long' | 'short' }) {
  const isHere = (event: RoundEvent) => event.pass === pass && 'market' in event && event.market === market
  const fills = events.filter((event) => event.type === 'adl-fill' && isHere(event)) as AdlFill[]
  const ours = fills.filter(({ lots }) => lots < 0n === (side === 'long'))
  const sum = (values: bigint[]) => values.reduce((total, value) => total + value, 0n)
  return {
    fills: ours.length,
    filledLots: sum(ours.map(({ lots }) => abs(lots))),
    valueAtoms: sum(ours.map(({ valueAtoms }) => valueAtoms)),
    lossAtoms: sum(ours.map(({ lossAtoms }) => lossAtoms)),
  }
}
