// What `check` has found, for people.

import type { Decimal } from '../fixed/decimal.ts'
import type { CheckReport, WorstAccount } from './check-report.ts'
import { duration, grouped, money } from './format.ts'
import { plainTable } from './plain-table.ts'
import type { Colors } from './terminal.ts'

/** The whole text, ending with a line break. */
export function renderCheck(report: CheckReport, atom: Decimal, colors: Colors): string {
  const parts = [title(report, colors), statesTable(report, colors)]
  if (report.worst.length > 0) parts.push(worstTable(report.worst, atom, colors))
  parts.push(footer(report, atom, colors))
  return `${parts.join('\n\n')}\n`
}

function title(report: CheckReport, colors: Colors): string {
  const { scenario, traders, accounts, positions, markets, at, markBatches } = report
  const size = `${grouped(traders)} traders (${grouped(accounts)} rows), ${grouped(positions)} positions`
  const head = `${colors.bold(`Margin check of ${scenario}`)}: ${size}, ${grouped(markets)} markets`
  if (at === null) return `${head}\n${colors.dim('No marks applied: listing prices hold.')}`
  const batches = `${grouped(markBatches)} ${markBatches === 1 ? 'batch' : 'batches'} of marks`
  return `${head}\n${colors.dim(`After ${batches}, the last of ${timeText(at)}.`)}`
}

function timeText(timeMs: number): string {
  const date = new Date(timeMs)
  return Number.isNaN(date.getTime()) ? `${timeMs} ms` : `${date.toISOString()} (${timeMs} ms)`
}

function statesTable({ states, traders }: CheckReport, colors: Colors): string {
  const share = (count: number) => (traders === 0 ? '–' : `${((100 * count) / traders).toFixed(2)} %`)
  const row = (name: string, count: number, paint: (text: string) => string) => {
    const shown = count === 0 ? (text: string) => text : paint
    return [shown(name), shown(grouped(count)), shown(share(count))]
  }
  const rows = [
    row('healthy', states.healthy, colors.green),
    row('at risk', states.atRisk, colors.yellow),
    row('bankrupt', states.bankrupt, colors.red),
  ]
  return plainTable(['<state', 'accounts', 'share'], rows, colors)
}

const WORST_HEAD = 'account,owner,<state,equity,maintenance,distance,E / MM,notional,positions'.split(',')

function worstTable(worst: readonly WorstAccount[], atom: Decimal, colors: Colors): string {
  const rows = worst.map((account) => {
    const { id, owner, state, equityToMaintenancePercent: ratio } = account
    const paint = { healthy: colors.reset, 'at-risk': colors.yellow, bankrupt: colors.red }[state]
    const amounts = [account.equityAtoms, account.maintenanceAtoms, account.distanceAtoms]
    return [
      `${id}`,
      owner === id ? '' : `${owner}`,
      paint(state.replace('-', ' ')),
      ...amounts.map((atoms) => money(BigInt(atoms), atom)),
      ratio === null ? '–' : `${grouped(ratio)} %`,
      money(BigInt(account.notionalAtoms), atom),
      grouped(account.positions),
    ]
  })
  return `${colors.bold('Nearest to liquidation, or beyond it')}\n${plainTable(WORST_HEAD, rows, colors)}`
}

function footer(report: CheckReport, atom: Decimal, colors: Colors): string {
  const { cash, invariants, audit, stateHash, kernel, loadMs, checkMs } = report
  const of = (atoms: string) => money(BigInt(atoms), atom)
  const verdict = (holds: boolean) => (holds ? colors.green('holds') : colors.red('BROKEN'))
  const amounts = `traders ${of(cash.tradersAtoms)}, pools ${of(cash.poolsAtoms)}`
  const others = `external ${of(cash.externalsAtoms)}, deficit ${of(cash.deficitAtoms)}`
  const lines = [
    `cash        ${amounts}, ${others}: total ${of(cash.totalAtoms)}`,
    `invariants  lots add up to zero: ${verdict(invariants.lots)}; cash adds up: ${verdict(invariants.cash)}`,
  ]
  if (audit !== null) {
    lines.push(
      `audit       ${audit.length === 0 ? colors.green('everything as counted anew') : colors.red('findings:')}`,
    )
    for (const finding of audit) lines.push(`            ${finding}`)
  }
  lines.push(`state hash  ${stateHash}`)
  lines.push(`time        ${colors.dim(`loaded in ${duration(loadMs)}, checked in ${duration(checkMs)} (${kernel})`)}`)
  return lines.join('\n')
}
