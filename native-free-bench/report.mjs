// What was expected, what was seen, and the tables. A figure is a ratio of medians inside one run.

import { machineLines } from './machine.mjs'
import { judgeMore, printMore } from './report-more.mjs'

const NAMES = {
  fast: 'fast: engine.checkSync()',
  kernel: '  its kernel alone',
  columns: 'Float64 columns',
  objects: 'plain objects with floats',
  reference: 'reference kernel (BigInt)',
}

const fixed = (value, digits = 2) => value.toFixed(digits)

/** Every expectation with what was seen; `wrong` holds what may never happen. */
export function judge(report) {
  const expectations = []
  const atLeast = (what, seen, least, unit = '×') =>
    expectations.push({ what, seen, expected: `≥ ${least} ${unit}`, met: seen >= least })
  const atMost = (what, seen, most, unit = '×') =>
    expectations.push({ what, seen, expected: `≤ ${most} ${unit}`, met: seen <= most })
  const ratios = (margin, book) => {
    atLeast(`fast against plain objects, ${book}`, margin.ratios.objects, 3)
    atLeast(`fast against Float64 columns, ${book}`, margin.ratios.columns, 2)
    atLeast(`fast against reference, ${book}`, margin.ratios.reference, 5)
  }
  const { bytes, margin, churn, trades, ticks, rounds } = report
  if (margin) ratios(margin, 'fresh')
  if (churn) {
    ratios(churn.margin, 'churned')
    atMost('churned book against a fresh one', churn.against.ratio, 1.5)
    atLeast('fill without ERR_CAPACITY', churn.fillMost * 100, 90, '%')
    atMost('changes refused while churning', churn.refused, 0, '')
  }
  if (bytes) {
    atMost('bytes a position', bytes.perPosition, 48, 'B')
    atMost('bytes an account', bytes.perAccount, 64, 'B')
  }
  if (rounds) {
    atMost(`round of a flash crash, ${rounds.small.positions} positions`, rounds.small.time.median, 100, 'ms')
    atMost(`time a position with ${rounds.large.positions / rounds.small.positions} times as many`, rounds.growth, 1.5)
  }
  const LEAST_TRADES = { uniform: 1.5e6, zipf: 3e6 }
  for (const { law, trades: count, collections, tradesPerSecond } of trades ?? []) {
    atLeast(`trades a second, ${law}`, tradesPerSecond / 1e6, LEAST_TRADES[law] / 1e6, 'M/s')
    atMost(`collections in ${count} trades, ${law}`, collections, 0, '')
  }
  if (ticks) atMost(`collections in ${ticks.ticks} × (marks, check)`, ticks.collections, 0, '')
  const more = judgeMore(report, { atLeast, atMost })
  return { expectations, wrong: [...findWrong(report), ...more] }
}

function findWrong({ counterWorks, margin, churn, trades, rounds, audit }) {
  const wrong = []
  const expect = (holds, what) => {
    if (!holds) wrong.push(what)
  }
  expect(counterWorks, 'the counter of collections does not see any')
  for (const [book, part] of Object.entries({ fresh: margin, churned: churn?.margin })) {
    for (const [name, { agrees }] of Object.entries(part?.answers ?? {})) {
      expect(agrees, `${book} book: the answer of ${name} differs from fast`)
    }
  }
  if (churn) {
    expect(churn.against.sameContent, 'the copy of the churned book has another state hash')
    expect(churn.against.sameAnswer, 'the churned book and its copy flag different accounts')
    expect(churn.atCapacity, 'the book was full for another reason than capacity')
  }
  for (const { law, refused, positionsStayed } of trades ?? []) {
    expect(refused === 0 && positionsStayed, `${law} trades: ${refused} refused, positions stayed: ${positionsStayed}`)
  }
  for (const { audit: findings, positions, fills } of rounds ? [rounds.small, rounds.large, rounds.queue] : []) {
    expect(findings.length === 0, `after a round of ${positions} positions: ${findings[0]}`)
    expect(fills > 0, 'a round without a fill measures nothing')
  }
  expect(audit === undefined || audit.ok, `the audit found: ${audit?.findings[0]}`)
  return wrong
}

function printMargin(title, { positions, flagged, atRisk, bankrupt, times, ratios, answers }) {
  console.log(`\n${title}: ${positions} positions, ${flagged} flagged (${atRisk} at risk, ${bankrupt} bankrupt)`)
  console.log(
    `  ${'contender'.padEnd(28)}${'median ms'.padStart(10)}${'p10'.padStart(10)}${'p90'.padStart(10)}` +
      `${'ns/position'.padStart(13)}${'ratio'.padStart(9)}  answers`,
  )
  for (const [name, label] of Object.entries(NAMES)) {
    const { median, p10, p90 } = times[name]
    const ratio = name === 'fast' ? '1' : fixed(ratios[name])
    const answer = answers[name]?.differ
    const said =
      answer === undefined ? '' : answer === 0 ? 'equal' : `${answer} differ, ${answers[name].marginal} marginal`
    const cells = [
      [median, 10],
      [p10, 10],
      [p90, 10],
      [(median * 1e6) / positions, 13],
    ]
    console.log(
      `  ${label.padEnd(28)}${cells.map(([value, width]) => fixed(value).padStart(width)).join('')}` +
        `${ratio.padStart(9)}  ${said}`,
    )
  }
}

function printTrades({ trades = [], ticks }) {
  for (const { law, trades: count, tradesPerSecond, nsPerTrade, time, collections, heapBytesPerBatch } of trades) {
    const spread = `round p10 ${fixed(time.p10)} p90 ${fixed(time.p90)} ms`
    console.log(
      `  ${law.padEnd(8)} ${count} trades: ${tradesPerSecond} a second, ${fixed(nsPerTrade, 0)} ns each, ${spread}`,
    )
    console.log(`           ${collections} collections, ${heapBytesPerBatch} bytes of heap a batch of 4,096`)
  }
  if (ticks === undefined) return
  const { time, collections, heapBytesPerTick } = ticks
  console.log(`  ticks    ${ticks.ticks} × (256 marks, check): median ${fixed(time.median)} ms, p90 ${fixed(time.p90)}`)
  console.log(`           ${collections} collections, ${heapBytesPerTick} bytes of heap a tick`)
}

function printRounds({ small, large, growth, queue }) {
  console.log('\nrounds, whole: check, liquidation, fund, ranking, ADL, check again, invariants, hash')
  for (const { positions, flagged, liquidations, fills, passes, time, nsPerPosition } of [small, large]) {
    const what = `${flagged} flagged, ${liquidations} fills on the book, ${fills} by ADL, ${passes} passes`
    console.log(`  flash crash, ${positions} positions: ${what}`)
    const spread = `p10 ${fixed(time.p10)} p90 ${fixed(time.p90)}`
    console.log(`           median ${fixed(time.median)} ms, ${spread}, ${fixed(nsPerPosition, 0)} ns a position`)
  }
  console.log(
    `           ${fixed(growth)} × the time a position with ${large.positions / small.positions} × the positions`,
  )
  const { bankrupts, candidates, fills, time } = queue
  console.log(`  queue    ${bankrupts} bankrupt accounts against ${candidates} candidates, ${fills} fills:`)
  console.log(`           median ${fixed(time.median)} ms, p10 ${fixed(time.p10)} p90 ${fixed(time.p90)}`)
}

function printChurn({ changes, refused, fill, nsPerChange, against, fillMost, nsPerOpen, nsPerClose }) {
  const { times, ratio } = against
  console.log(`\nchurn: ${changes} opens and closes, ${refused} refused, at a fill of ${fixed(fill * 100, 1)} %`)
  console.log(
    `  ${fixed(nsPerChange, 0)} ns a change mixed, ${fixed(nsPerOpen, 0)} an open, ${fixed(nsPerClose, 0)} a close`,
  )
  console.log(
    `  check ${fixed(times.churned.median)} ms churned, ${fixed(times.fresh.median)} fresh: ${fixed(ratio)} ×`,
  )
  console.log(`  first refusal for capacity at a fill of ${fixed(fillMost * 100, 1)} %`)
}

export function printReport(report, { expectations, wrong }) {
  const { machine, quick, size, bytes, stateHash, guard, margin, churn } = report
  console.log(machineLines(machine).join('\n'))
  if (stateHash)
    console.log(`book      ${size.accounts} accounts, ${size.positions} positions, state hash ${stateHash}`)
  console.log(`guard     no native addon ${guard.map(({ when }) => when).join(', ')}`)
  console.log(
    `method    one process, by turns, medians of ${size.rounds} rounds after 2 to warm up${quick ? ' (quick)' : ''}`,
  )
  if (margin) printMargin('fresh book', margin)
  if (churn) {
    printChurn(churn)
    printMargin('churned book', churn.margin)
  }
  if (report.trades) console.log('\ntrades of existing positions, batches of 4,096')
  printTrades(report)
  if (report.rounds) printRounds(report.rounds)
  printMore(report)
  if (bytes) printMemory(bytes)
  console.log('')
  for (const { what, seen, expected, met } of expectations) {
    const word = met ? 'reached    ' : 'NOT REACHED'
    console.log(`  ${word}  ${what.padEnd(48)} ${fixed(seen, 3).padStart(9)}  expected ${expected}`)
  }
  if (quick) console.log('  (a quick run: small books fit into caches, so its figures prove nothing)')
  for (const what of wrong) console.log(`  WRONG  ${what}`)
}

function printMemory(bytes) {
  console.log(
    `\nmemory: ${fixed(bytes.perPosition)} bytes a position, ${fixed(bytes.perAccount)} an account (stated capacity)` +
      `, ${fixed(bytes.bufferMiB, 1)} MiB in one buffer, of it ${fixed(bytes.otherMiB, 1)} for markets and batches`,
  )
}
