// What must hold under some policies and prices only: whoever is protected by them is.

import { applyEvent } from './moves.ts'
import type { RoundResult } from './round.ts'
import { RULES } from './rules.ts'
import { ruleOf } from './stage-8-socialise.ts'
import { equityOf, unitMark } from './value.ts'
import { larger, marketOf, type RoundEvent, type Row, rowOf, type World } from './world.ts'

export function brokenRules(before: World, { events }: RoundResult): string[] {
  return [
    ...paidBeyondGain(before, events),
    ...closedBeyondProfit(before, events),
    ...keptByBankrupts(before, events),
    ...evenedInACircle(events),
  ]
}

/** What a payer paid for a market under a rule of gains is no more than what it had won there. */
function paidBeyondGain(before: World, events: RoundEvent[]): string[] {
  if (!ruleOf(before)?.isGainTheMost) return []
  const socialised = events.filter(({ type }) => type === 'socialised')
  return beyond(socialised, ({ from, market }) => gainOf(before, rowOf(before, from), market!), 'from')
}

/** Capped pro rata takes no more than the profit, in each pass. */
function closedBeyondProfit(before: World, events: RoundEvent[]): string[] {
  const rule = RULES[before.policy]
  if (rule.kind !== 'deal' || rule.capacity === undefined) return []
  const fills = events.filter(({ type, pass }) => type === 'adl-fill' && pass === 1)
  return beyond(fills, ({ to, market }) => gainOf(before, rowOf(before, to!), market!), 'to')
}

function beyond(events: RoundEvent[], most: (event: RoundEvent) => bigint, who: 'from' | 'to'): string[] {
  const sums = new Map<string, bigint>()
  return events.flatMap((event) => {
    const key = `${event.market} ${event[who]}`
    const paid = (sums.get(key) ?? 0n) + (event.lossAtoms ?? (event.lots === undefined ? event.valueAtoms! : 0n))
    sums.set(key, paid)
    const allowed = most(event)
    return paid > allowed
      ? [`${event.type}: row ${event[who]} loses ${paid} of ${allowed} atoms in ${event.market}`]
      : []
  })
}

function gainOf(world: World, row: Row, market: number): bigint {
  const position = row.positions.get(market)
  if (position === undefined) return 0n
  return larger(0n, position.lots * unitMark(marketOf(world, market)) - position.entryValue)
}

/** What counterparties and pools lose for a bankrupt account never makes it rich: only the order book may. */
function keptByBankrupts(before: World, events: RoundEvent[]): string[] {
  const world = structuredClone(before)
  const broken: string[] = []
  const passes = Math.max(0, ...events.map(({ pass }) => pass))
  for (let pass = 1; pass <= passes; pass++) {
    const poor = world.rows.filter((row) => ['trader', 'pool'].includes(row.class) && equityOf(world, row) < 0n)
    const inPass = events.filter((event) => event.pass === pass)
    for (const event of inPass) applyEvent(world, event)
    for (const row of poor) {
      const has = equityOf(world, row)
      const traded = inPass.some(({ type, from }) => type === 'liquidation' && from === row.id)
      if (has > 0n && !traded) broken.push(`bankrupt row ${row.id} ends pass ${pass} with ${has} atoms`)
    }
  }
  return broken
}

/** Of what a market has over nobody gives and gets. */
function evenedInACircle(events: RoundEvent[]): string[] {
  const evened = events.filter(({ type }) => type === 'adl-evened')
  return evened
    .filter(({ pass, market, from }) =>
      evened.some((other) => other.pass === pass && other.market === market && other.to === from),
    )
    .map(({ pass, market, from }) => `row ${from} gives and gets in market ${market} in pass ${pass}`)
}
