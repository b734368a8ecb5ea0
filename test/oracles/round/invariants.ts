// What must hold whatever the policy: I1–I5 of section 2, told as a list of what is broken.

import { applyEvent } from './moves.ts'
import type { RoundResult } from './round.ts'
import { equityOf } from './value.ts'
import { absolute, areOpposite, lotsOf, type RoundEvent, rowOf, sum, type World } from './world.ts'

export function brokenInvariants(before: World, result: RoundResult): string[] {
  return [
    ...brokenSums(before, result.world),
    ...unnamedDebts(result),
    ...brokenDeficit(before, result),
    ...brokenSteps(before, result.events),
    ...paidWithoutPosition(before, result.world),
  ]
}

/** I1: the lots of every market sum to zero. I2: a round makes no cash and loses none. */
function brokenSums(before: World, after: World): string[] {
  const broken = after.markets.flatMap(({ id }) => {
    const lots = sum(after.rows.map((row) => lotsOf(row, id)))
    return lots === 0n ? [] : [`I1: market ${id} has ${lots} lots too many`]
  })
  const cashOf = (world: World) => sum(world.rows.map((row) => row.cash))
  const made = cashOf(after) - cashOf(before)
  return made === 0n ? broken : [...broken, `I2: ${made} atoms were made`]
}

/** I3: nobody is worth less than nothing without being named as waiting for a mark. */
function unnamedDebts({ world, stuck }: RoundResult): string[] {
  const waiting = stuck.filter(({ reason }) => reason === 'stale').map(({ id }) => id)
  return world.rows
    .filter((row) => row.class === 'trader' || row.class === 'pool')
    .filter((row) => equityOf(world, row) < 0n && !waiting.includes(row.id))
    .map((row) => `I3: ${row.class} ${row.id} is left with ${equityOf(world, row)} atoms`)
}

/** I3: what nobody paid stands in the deficit row, all of it and nothing else. */
function brokenDeficit(before: World, { events, deficitAtoms }: RoundResult): string[] {
  const opening = -sum(before.rows.filter((row) => row.class === 'deficit').map((row) => row.cash))
  const unpaid = sum(events.filter(({ type }) => type === 'deficit').map((event) => event.valueAtoms!))
  return deficitAtoms === opening + unpaid ? [] : [`I3: the deficit is ${deficitAtoms}, not ${opening} + ${unpaid}`]
}

/** I4, step by step: positions only shrink, and nobody pays more for another than it has. */
function brokenSteps(before: World, events: RoundEvent[]): string[] {
  const world = structuredClone(before)
  return events.flatMap((event) => {
    const { type, from, to } = event
    if (to === undefined) return []
    const broken = event.lots === undefined ? [] : grownPositions(world, event)
    applyEvent(world, event)
    if (!['own-first', 'takeover', 'adl-fill', 'fund-draw', 'socialised'].includes(type)) return broken
    const payer = rowOf(world, type === 'fund-draw' || type === 'socialised' ? from : to)
    const floor = world.pools.find((pool) => pool.row === payer.id)?.floorAtoms ?? 0n
    const left = equityOf(world, payer)
    return left >= floor ? broken : [...broken, `${name(event)}: row ${payer.id} is left with ${left} atoms`]
  })
}

/** Who gives must have the lots; who takes must have the opposite ones, but for a pool's takeover and the market. */
function grownPositions(world: World, event: RoundEvent): string[] {
  const lots = event.lots!
  const given = lotsOf(rowOf(world, event.from), event.market!)
  const taker = rowOf(world, event.to!)
  const taken = lotsOf(taker, event.market!)
  const shrinks = (held: bigint) => areOpposite(held, -lots) && absolute(held) >= absolute(lots)
  const mayGrow = event.type === 'liquidation' || (event.type === 'takeover' && event.closesPoolPosition === false)
  const broken = shrinks(given) ? [] : [`I4: ${name(event)} takes ${lots} of ${given} lots`]
  if (mayGrow || shrinks(-taken)) return broken
  return [...broken, `I4: ${name(event)} gives ${lots} to a position of ${taken} lots`]
}

/** I5: who held nothing when the round opened does not pay. */
function paidWithoutPosition(before: World, after: World): string[] {
  return before.rows
    .filter((row) => row.class === 'trader' && row.positions.size === 0)
    .filter((row) => rowOf(after, row.id).cash < row.cash)
    .map((row) => `I5: trader ${row.id} held nothing and paid ${row.cash - rowOf(after, row.id).cash} atoms`)
}

const name = ({ pass, type, from, to }: RoundEvent): string => `${type} of pass ${pass} from ${from} to ${to}`
