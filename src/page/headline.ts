// What happened and who paid, in one sentence, a few more, and the figures that matter most.

import type { Decimal } from '../fixed/decimal.ts'
import type { Role } from './figure.ts'
import { lackedAtoms, partOf } from './loss-figures.ts'
import type { PageData, Tile } from './page-data.ts'
import type { RunRecord } from './run-record.ts'
import { TAKERS } from './run-record.ts'
import { grouped, money, roughMoney, share } from './shown-number.ts'

export function headlineOf({ headline, run, atom, title }: PageData): string {
  if (headline !== undefined) return headline
  if (run === undefined) return title
  const closed = TAKERS.some((taker) => run.closed[taker].count > 0)
  if (!closed) return 'Nobody had to be closed: every account stayed above its maintenance margin.'
  const lacked = lackedAtoms(run.losses)
  if (lacked === 0n) return 'Accounts under margin were closed, and nobody else lost anything by it.'
  return `Bankrupt accounts lacked ${roughMoney(lacked, atom)}: ${whoPaid(run, lacked)}.`
}

export interface Payer {
  readonly name: string
  readonly role: Role
  readonly share: string
  readonly ppm: number
}

/** Who paid what bankrupt accounts lacked, the largest first. Nobody where nothing was lacking, or in many runs. */
export function payersOf({ run, runName }: PageData): readonly Payer[] {
  if (run === undefined || runName !== undefined) return []
  const { losses } = run
  const lacked = lackedAtoms(losses)
  const all: [string, Role, bigint][] = [
    ['Deleveraged traders', 'adl', losses.adlAtoms],
    ['Insurance fund', 'fund', losses.takeoverAtoms + losses.drawnAtoms],
    ['Own other accounts', 'own', losses.ownAtoms],
    ['Socialised', 'socialised', losses.socialisedAtoms],
    ['Deficit', 'deficit', losses.deficitAtoms],
  ]
  const paid = all.filter(([, , atoms]) => atoms > 0n).sort(([, , a], [, , b]) => (a === b ? 0 : a > b ? -1 : 1))
  return paid.map(([name, role, atoms]) => ({ name, role, share: share(atoms, lacked), ppm: partOf(atoms, lacked) }))
}

function whoPaid({ losses }: RunRecord, lacked: bigint): string {
  const parts: [string, bigint][] = [
    ['deleveraged traders paid', losses.adlAtoms],
    ['the insurance fund paid', losses.takeoverAtoms + losses.drawnAtoms],
    ['their own other accounts paid', losses.ownAtoms],
    ['all traders together paid', losses.socialisedAtoms],
  ]
  const paid = parts.filter(([, atoms]) => atoms > 0n).sort(([, a], [, b]) => (a === b ? 0 : a > b ? -1 : 1))
  const said = paid.map(([who, atoms], index) => {
    return `${index === 0 ? who : who.replace(/ paid$/, '')} ${share(atoms, lacked)}`
  })
  said.push(losses.deficitAtoms === 0n ? 'no deficit is left' : `${share(losses.deficitAtoms, lacked)} is a deficit`)
  return `${said.slice(0, -1).join(', ')} and ${said.at(-1)}`
}

export function leadOf({ lead, run, policy, atom }: PageData): string {
  if (lead !== undefined) return lead
  if (run === undefined) return ''
  const { book, adl } = run.closed
  const all = TAKERS.reduce((sum, taker) => sum + run.closed[taker].notionalAtoms, 0n)
  const who = `${grouped(run.called)} of ${grouped(run.traders)} traders came under their maintenance margin`
  const often = `in ${grouped(run.rounds)} ${run.rounds === 1 ? 'round' : 'rounds'}`
  if (all === 0n) return `Played ${often}, policy ${policy}: ${who}.`
  const taken = `the order book took ${share(book.notionalAtoms, all)}, deleveraging ${share(adl.notionalAtoms, all)}`
  return `${who} ${often}. Of ${roughMoney(all, atom)} of positions that had to be closed ${taken}; policy ${policy}.`
}

export function tilesOf({ tiles, run, atom }: PageData): readonly Tile[] {
  if (tiles !== undefined) return tiles
  if (run === undefined) return []
  const { closed, deleveraged, fund, losses } = run
  const fills = TAKERS.reduce((sum, taker) => sum + closed[taker].count, 0)
  const all = TAKERS.reduce((sum, taker) => sum + closed[taker].notionalAtoms, 0n)
  const adl = closed.adl.notionalAtoms
  const lost = `${money(losses.adlAtoms, atom)} against the mark`
  const before = `${money(fund.afterAtoms, atom)}; ${money(fund.beforeAtoms, atom)} before`
  const deficit = `${money(losses.deficitAtoms, atom)}; socialised ${money(losses.socialisedAtoms, atom)}`
  return [
    tile('Closed', all, atom, `${money(all, atom)} in ${grouped(fills)} fills`),
    tile('Of it deleveraged', adl, atom, `${money(adl, atom)} of ${grouped(deleveraged.length)} accounts`),
    tile('Loss of the deleveraged', losses.adlAtoms, atom, lost),
    tile('Insurance fund, after', fund.afterAtoms, atom, before),
    tile('Deficit', losses.deficitAtoms, atom, deficit),
  ]
}

function tile(name: string, atoms: bigint, atom: Decimal, under: string): Tile {
  return { name, value: roughMoney(atoms, atom), under }
}
