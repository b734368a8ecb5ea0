// What was recomputed, for people: plain text, at most 110 columns.

import { toMoney, toText } from './paper-decimals.mjs'
import { ASSUMPTIONS, SELECTIONS } from './paper-events.mjs'

const WIDTH = 108
/** Room for how far a value is from the published one. */
const BESIDE = ' +0.000'
const SELECTION_NAMES = Object.keys(SELECTIONS)
const TITLES = {
  prod: 'production',
  pr: 'capped PnL',
  pnl_pr: 'PnL',
  eq_pr: 'equity',
  vector: 'vector',
  contract_pr: 'contracts',
  fixed_point_ilp_integer: 'integer ILP',
}
const TABLES = [
  ['prod', 'vector'],
  ['contract_pr', 'fixed_point_ilp_integer'],
  ['pr', 'pnl_pr', 'eq_pr'],
]

export function printWaves({ products, waves, totals, differing, published }) {
  console.log('Budgets of the waves, USD (overshoot = used − needed recomputed)')
  for (const names of TABLES) console.log(`\n${budgetTable(waves, totals, names)}`)
  const { rows, differing: bad, largest } = products
  const most = `at most ${toText(largest.distance, 12)} USD (wave ${largest.wave}, ${largest.coin})`
  console.log(`\ngap_usd_x_qty against gap per contract × contracts: ${rows} rows, ${bad} differ by more than a cent,`)
  console.log(`  ${most}`)
  console.log(`budget_needed and the overshoot columns as printed: ${differing.length} differ by more than a cent`)
  for (const { wave, column, ours, printed } of differing) {
    console.log(`  wave ${wave}, ${column}: recomputed ${toMoney(ours)}, printed ${toMoney(printed)}`)
  }
  console.log('\nBeside what was published (regret = Σ |largest haircut − that of the ILP| · needed)\n')
  const verdict = ({ equal, difference }) => (equal ? 'equal to the cent' : `differs by ${toMoney(difference)}`)
  const lines = published.map((one) => [one.what, toMoney(one.ours), toMoney(one.published), verdict(one)])
  console.log(table(['<sum', 'recomputed', 'published', '<'], lines))
}

function budgetTable(waves, totals, names) {
  const head = ['wave', 'needed', ...names.flatMap((name) => [TITLES[name], 'overshoot'])]
  const lines = waves.map(({ wave, needed, policies }) => {
    const cells = names.flatMap((name) => [policies[name].used, policies[name].overshoot])
    return [wave, ...[needed, ...cells].map(toMoney)]
  })
  const { needed, used, overshoot, absolute } = totals
  lines.push(['Σ', ...[needed, ...names.flatMap((name) => [used[name], overshoot[name]])].map(toMoney)])
  lines.push(['Σ|·|', '', ...names.flatMap((name) => ['', toMoney(absolute[name])])])
  return table(head, lines)
}

export function printCorrelations(coins, note) {
  console.log('\n\nSpearman’s rho of scores against the observed order of closing: 1 when the highest score went first')
  for (const coin of coins) printCoin(coin)
  console.log('\nSelections of rows')
  for (const name of SELECTION_NAMES) console.log(wrap(`  ${name}: ${SELECTIONS[name]}`))
  console.log('\nWhat the rows do not tell')
  for (const text of ASSUMPTIONS) console.log(wrap(`  - ${text}`))
  console.log(wrap(`  - ${note}`))
}

function printCoin({
  coin,
  time,
  mark,
  events,
  accounts,
  eventsAtOtherTimes,
  publishedCount,
  counts,
  fittedAbove,
  rows,
}) {
  const others = eventsAtOtherTimes === 0 ? '' : `, ${eventsAtOtherTimes} at other times left out`
  const where = `${events} rows of ${accounts} accounts at ${time}${others}; most are valued at ${mark}`
  console.log(`\n${coin}: ${where}\n`)
  const head = ['<score', 'published', ...SELECTION_NAMES.map((name) => `${name}${' '.repeat(BESIDE.length)}`)]
  const beside = (text, difference) => `${text}${difference.padStart(BESIDE.length)}`
  const rowCounts = counts.map(({ count, equal }) =>
    beside(String(count), equal ? 'equal' : signed(count - publishedCount, 0)),
  )
  const lines = [['rows', String(publishedCount), ...rowCounts]]
  for (const { score, policy, published, cells } of rows) {
    const texts = cells.map(({ rho, difference, equal }) =>
      beside(rhoText(rho), equal ? 'equal' : signed(difference, 3)),
    )
    lines.push([policy ? `policy ${score}` : score, rhoText(published), ...texts])
  }
  console.log(table(head, lines))
  const fitted = fittedAbove.map(({ selection, tenThousandths }) => `${selection} ${percent(tenThousandths)}`)
  console.log(`fitted mark above the fill: ${fitted.join(', ')}`)
  const errors = rows.flatMap(({ score, cells }) =>
    cells.filter(({ error }) => error).map(({ error }) => `${score}: ${error}`),
  )
  for (const error of new Set(errors)) console.log(`not scored: ${error}`)
  for (const line of verdictLines(counts, rows)) console.log(wrap(line))
}

function verdictLines(counts, rows) {
  const stated = rows.filter(({ published }) => published !== null)
  const reproduces = ({ name, equal }) =>
    equal && stated.every(({ cells }) => cells.find(({ selection }) => selection === name).equal)
  const found = counts.filter(reproduces).map(({ name }) => name)
  if (found.length === 0) return ['no selection has the published number of rows and all published values']
  return [`rows and all ${stated.length} published values, to three places: equal in ${found.join(', ')}`]
}

const rhoText = (rho) => (rho === null ? '–' : unsignedZero(rho, 3))
const percent = (parts) => (parts === null ? '–' : `${(parts / 100).toFixed(2)} %`)

function signed(difference, digits) {
  if (difference === null) return ''
  const text = unsignedZero(difference, digits)
  return difference > 0 ? `+${text}` : text
}

function unsignedZero(value, digits) {
  const text = value.toFixed(digits)
  return Number(text) === 0 ? text.replace('-', '') : text
}

/** @param head texts of the columns; those that begin with '<' stand to the left, the others to the right */
function table(head, rows) {
  const lines = [head.map((text) => text.replace('<', '')), ...rows.map((row) => row.map(String))]
  const widths = head.map((_, column) => Math.max(...lines.map((line) => [...line[column]].length)))
  const isLeft = head.map((text) => text.startsWith('<'))
  return lines
    .map((line) =>
      line
        .map((text, column) => (isLeft[column] ? text.padEnd(widths[column]) : text.padStart(widths[column])))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

function wrap(text) {
  const indent = text.match(/^ *(- )?/)[0].length
  const lines = ['']
  for (const word of text.trimStart().split(' ')) {
    const last = lines.at(-1)
    if (last !== '' && indent + last.length + 1 + word.length > WIDTH) lines.push(word)
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`
  }
  const lead = ' '.repeat(text.length - text.trimStart().length)
  return lines.map((line, index) => (index === 0 ? lead + line : ' '.repeat(indent) + line)).join('\n')
}
