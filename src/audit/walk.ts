// An audit on its way through the events of a round: the book as it is by now, the next event, and what has to be
// remembered of the pass. Whoever checks a stage says what has to come next, and takes it.

import type {
  AdlFill,
  CloseAtMark,
  Cross,
  HedgeClose,
  Liquidation,
  OwnFirst,
  RoundEvent,
  RoundOpened,
  Takeover,
} from '../engine/round-events.ts'
import { abs, divHalfEven } from '../fixed/rounding.ts'
import type { LossPolicy, Policy } from '../policies/policy.ts'
import type { AuditRow } from './audit-book.ts'
import { wrongField } from './event-form.ts'
import type { RunningMarket, RunningRow } from './running-book.ts'
import { areOpposite, type Leg, lotsOf, type RowRecord, type RunningBook } from './running-book.ts'
import { SlicedLoss, splitEquity } from './split-loss.ts'
import { type Claim, DifferenceFound, shown, type Tally, tell } from './tally.ts'

/** What goes for the whole round. */
export interface WalkTerms {
  readonly opened: RoundOpened
  /** null: the auditor does not know it. */
  readonly policy: Policy | null
  /** Who pays in stage 8; null: the deficit row. 'unknown': the auditor does not know the rule. */
  readonly sharing: LossPolicy | 'unknown' | null
  readonly haltOnDeficit: boolean | null
  /** Commands before the round: whatever is drawn by lot follows from this. */
  readonly lot: number
  /** Whether the round carries out a proposal: its first pass begins with stage 6. */
  readonly accepted: boolean
  /** By the index of the event before which it came. */
  readonly between: ReadonlyMap<number, Interlude>
}

/** What commands from outside of a round have left while it stood still. */
export interface Interlude {
  readonly rows: readonly AuditRow[]
  /** Numbers of markets. */
  readonly halted: readonly number[]
}

type LotsEvent = OwnFirst | Liquidation | Cross | Takeover | AdlFill | HedgeClose | CloseAtMark

/** A move of lots that has to come next. */
export interface DueMove {
  readonly type: LotsEvent['type']
  /** By what it is due: who gives, and who takes. */
  readonly claim: Claim
  /** By what it is so many lots. */
  readonly lotsClaim: Claim
  readonly from: RunningRow
  readonly to: RunningRow
  readonly market: RunningMarket
  /** A magnitude. */
  readonly count: bigint
  /** What `to` pays above the mark; null: nothing, and the event does not say so. */
  readonly lossAtoms: bigint | null
}

export class Walk {
  readonly terms: WalkTerms
  readonly book: RunningBook
  readonly tally: Tally
  readonly events: readonly RoundEvent[]
  /** Index of the next event. */
  at = 0
  pass = 0
  /** Whether lots or cash have moved in this pass. */
  moved = false
  /** Under margin when the pass opened, by id. */
  flagged: readonly RunningRow[] = []
  readonly called = new Set<RunningRow>()
  /** What accounts held when they were first flagged in this round. */
  readonly formers = new Map<RunningRow, readonly Leg[]>()
  /** Of bankrupt accounts: what goes with each of their legs, by market, until they trade at another price. */
  readonly frozen = new Map<RunningRow, Map<number, SlicedLoss>>()
  /** Lots, signed, that the order book has left in this pass. */
  unfilled: { readonly row: RunningRow; readonly market: RunningMarket; readonly lots: bigint }[] = []
  /** The last asks of a row that have found nothing at all. */
  readonly silent = new Map<RunningRow, { market: number; lots: bigint; limitTicks: bigint | null }[]>()
  /** What rows had when the round opened. */
  readonly opening: RowRecord
  /** Pools with nothing left when the round opened. */
  readonly depleted: ReadonlySet<RunningRow>
  /** By market: what the round has cost its pool so far. */
  readonly spent = new Map<number, bigint>()
  /** By market and payer: what was paid in stage 8. */
  readonly paid = new Map<string, bigint>()
  roundBudgetUsedAtoms = 0n
  readonly toHalt = new Set<number>()

  constructor(terms: WalkTerms, book: RunningBook, events: readonly RoundEvent[], tally: Tally) {
    this.terms = terms
    this.book = book
    this.events = events
    this.tally = tally
    this.opening = book.record()
    this.depleted = new Set(book.pools.filter((pool) => book.equityOf(pool) <= 0n))
  }

  /** The next event, if it belongs to this pass. */
  get next(): RoundEvent | undefined {
    this.#letCommandsIn()
    const event = this.events[this.at]
    return event?.pass === this.pass ? event : undefined
  }

  /** Takes the next event, which has to be of a type. */
  take<Type extends RoundEvent['type']>(
    type: Type,
    stage: number,
    claim: Claim,
    due: () => string,
  ): Extract<RoundEvent, { type: Type }> {
    const event = this.next
    if (event?.type !== type || event.stage !== stage) this.fail(claim, `${type} ${due()}`, this.events[this.at])
    this.at += 1
    const wrong = wrongField(event)
    this.holds('form', wrong === null, `a ${wrong?.kind}`, () => `field ${wrong?.field} of another kind, or none`)
    const { version, round } = this.terms.opened
    this.same('form', 'version', version, event.version)
    this.same('form', 'round', round, event.round)
    return event as Extract<RoundEvent, { type: Type }>
  }

  /** Whether the next event is one of those. */
  isNext(...types: readonly RoundEvent['type'][]): boolean {
    const { next } = this
    return next !== undefined && types.includes(next.type)
  }

  /** Nothing more of a type has a reason. */
  noMore(claim: Claim, why: string, ...types: readonly RoundEvent['type'][]): void {
    this.tally.count(claim)
    if (this.isNext(...types)) this.fail(claim, `none: ${why}`, this.next)
  }

  /** Of the event that was taken last. */
  same(claim: Claim, what: string, expected: unknown, found: unknown, why = ''): void {
    this.tally.count(claim)
    if (Object.is(expected, found)) return
    const words = [shown(expected), shown(found)]
    this.#found(this.at - 1, claim, words[0]!, words[1]!, `${what} ${words[1]}, expected ${words[0]}${why}`)
  }

  /** Of the event that was taken last. */
  holds(claim: Claim, condition: boolean, expected: string, found: () => string): asserts condition {
    this.tally.count(claim)
    if (!condition) this.#found(this.at - 1, claim, expected, found(), `${found()}, expected ${expected}`)
  }

  /** Something else has to stand at the next place. */
  fail(claim: Claim, expected: string, event: RoundEvent | undefined): never {
    this.#found(this.at, claim, expected, tell(event), `${tell(event)}, expected ${expected}`)
  }

  #found(index: number, claim: Claim, expected: string, found: string, what: string): never {
    const type = this.events[index]?.type ?? null
    const message = `event ${index}, ${type ?? 'the end'}, ${claim}: ${what}`
    throw new DifferenceFound({ index, type, claim, expected, found, message })
  }

  /** Takes a move of lots that is due, compares all that follows from it, and carries it out. */
  takeMove(due: DueMove): LotsEvent {
    const { type, claim, lotsClaim, from, to, market, count, lossAtoms } = due
    const who = () => `from ${from.id} to ${to.id} in market ${market.id}, ${count} lots`
    const event = this.take(type, STAGE_OF[type], claim, who) as LotsEvent
    const places = ({ from, to, market }: LotsEvent) => `from ${from} to ${to} in market ${market}`
    this.same(claim, 'move', `from ${from.id} to ${to.id} in market ${market.id}`, places(event))
    const lots = lotsOf(from, market.id) > 0n ? count : -count
    this.same(lotsClaim, 'lots', lots, event.lots)
    if (lossAtoms !== null) this.same('value', 'lossAtoms', lossAtoms, 'lossAtoms' in event ? event.lossAtoms : null)
    const valueAtoms = lots * market.netUnit + (lossAtoms ?? 0n)
    this.same('value', 'valueAtoms', valueAtoms, event.valueAtoms)
    this.same('value', 'priceTicks', priceOf(market, lots, valueAtoms), event.priceTicks)
    this.carryOut(due, event, market.unit)
    return event
  }

  /** I4: who gives has the lots, who takes has opposite ones, but for the market and what a pool takes over. */
  carryOut({ from, to, market }: Pick<DueMove, 'from' | 'to' | 'market'>, event: LotsEvent, unit: bigint): void {
    const { type, lots, valueAtoms } = event
    const shrinks = (held: bigint) => areOpposite(held, -lots) && abs(held) >= abs(lots)
    const mayGrow = type === 'liquidation' || (type === 'takeover' && !event.closesPoolPosition)
    const given = lotsOf(from, market.id)
    this.holds('I4', shrinks(given), `at most the ${given} lots of account ${from.id}`, () => `${lots} lots`)
    const taken = lotsOf(to, market.id)
    const fits = mayGrow || shrinks(-taken)
    this.holds('I4', fits, `no more than the ${taken} lots of account ${to.id}`, () => `${lots} lots`)
    this.book.moveLots(from, to, market, { lots, valueAtoms, unit })
    this.moved = true
  }

  /** Takes cash that is due. */
  takePay(type: 'fund-draw' | 'socialised' | 'adl-evened', stage: number, due: DuePay): void {
    const { claim, from, to, market, atoms } = due
    const event = this.take(type, stage, claim, () => `from ${from.id} to ${to.id} for market ${market.id}, ${atoms}`)
    const places = ({ from, to, market }: typeof event) => `from ${from} to ${to} for market ${market}`
    this.same(claim, 'payment', `from ${from.id} to ${to.id} for market ${market.id}`, places(event))
    this.same(claim, 'valueAtoms', atoms, event.valueAtoms)
    this.pay(from, to, atoms)
  }

  pay(from: RunningRow, to: RunningRow, atoms: bigint): void {
    this.book.moveCash(from, to, atoms)
    this.moved = true
  }

  /** The loss that goes with a leg of a bankrupt account: its equity is split when it is first touched in a pass. */
  lossOf(row: RunningRow, market: RunningMarket): SlicedLoss {
    let legs = this.frozen.get(row)
    if (legs === undefined) {
      const worth = this.book.worthOf(row)
      const parts = splitEquity(-worth.equityAtoms, worth.legs)
      legs = new Map(worth.legs.map((leg, index) => [leg.market.id, new SlicedLoss(parts[index]!, abs(leg.lots))]))
      this.frozen.set(row, legs)
    }
    return legs.get(market.id)!
  }

  /** A trade at another price than the bankruptcy price ends the splits of both. */
  thaw(...rows: readonly RunningRow[]): void {
    for (const row of rows) this.frozen.delete(row)
  }

  /** Bankrupt now: of those who were flagged, and of the pools where a stage treats them alike; by id. */
  bankrupts(pools: 'with pools' | 'without pools'): RunningRow[] {
    const rows = this.flagged.filter((row) => this.book.equityOf(row) < 0n)
    if (pools === 'without pools') return rows
    const broke = this.book.pools.filter((row) => this.book.equityOf(row) < 0n)
    return broke.length === 0 ? rows : [...rows, ...broke].sort((a, b) => a.id - b.id)
  }

  // Commands from outside of the round: splits are void, and asks may be repeated.
  #letCommandsIn(): void {
    const interlude = this.terms.between.get(this.at)
    if (interlude === undefined || this.#letIn.has(this.at)) return
    this.#letIn.add(this.at)
    for (const row of interlude.rows) this.book.replace(row)
    for (const market of interlude.halted) this.book.markets[market]!.fresh = false
    this.frozen.clear()
    this.silent.clear()
    this.moved = true
  }

  readonly #letIn = new Set<number>()
}

interface DuePay {
  readonly claim: Claim
  readonly from: RunningRow
  readonly to: RunningRow
  readonly market: RunningMarket
  readonly atoms: bigint
}

const STAGE_OF: { readonly [Type in LotsEvent['type']]: number } = {
  ...{ 'own-first': 2, liquidation: 3, cross: 4, takeover: 5, 'adl-fill': 6, 'hedge-close': 6, 'close-at-mark': 7 },
}

/** The price that a value comes to, half to even; it is shown only: what counts is the value. */
export function priceOf(market: RunningMarket, lots: bigint, valueAtoms: bigint): bigint {
  const paid = valueAtoms + lots * market.fundingAtoms
  if (market.kind !== 'inverse') return divHalfEven(paid, lots * market.unitParam)
  return paid === 0n ? market.maxMarkTicks : divHalfEven(-market.unitParam * lots, paid)
}
