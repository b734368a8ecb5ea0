// What was expected of lights, lanes, quiet windows, heaps and peers, what was seen, and the tables.

import { judgeJournal, printJournal } from './journal-report.mjs'
import { printMicro } from './micro.mjs'
import { peerLines } from './peers/table.mjs'

const fixed = (value, digits = 2) => value.toFixed(digits)

/** Adds every expectation; returns what may never happen. */
export function judgeMore({ lights, lanes, quiet, journal, micro, peers }, { atLeast, atMost }) {
  const wrong = []
  const expect = (holds, what) => {
    if (!holds) wrong.push(what)
  }
  for (const [scores, { ratio, all, agrees }] of Object.entries(lights ?? {})) {
    atMost(`lights of a side over a check, ${scores} scores`, ratio, 3)
    atMost(`lights of all positions, ${scores} scores`, all.median / 1000, 2, 's')
    expect(agrees, `lights of a side are not those among all, ${scores} scores`)
  }
  expect(lights?.equal.inOrder !== false, 'equal scores do not stand by notional and id')
  if (lanes) {
    const { check, small, rank, equal } = lanes
    atLeast('check by two lanes against one', check.speedup, 1.6)
    atMost('checkSync over its kernel, 1,000 accounts, a thread', small.overheadUs, 20, 'µs')
    expect(check.agrees, 'two lanes flag other accounts than one')
    expect(rank.agrees && equal.agrees, 'two lanes rank otherwise than one')
  }
  for (const { threads, what, times, collections } of quiet ?? []) {
    const who = threads === 0 ? 'inline' : 'with a thread'
    atMost(`collections in ${times} × ${what}, ${who}`, sum(collections), 0, '')
  }
  if (journal) wrong.push(...judgeJournal(journal, { atLeast, atMost }))
  if (micro) {
    const [heapify, , best] = micro.heaps.questions
    atLeast('own heap against the best library: heapify, pop 1,000', heapify.ratio, 2.5)
    atLeast('own heap against the best library: the best 1,000', best.ratio, 2.5)
    const own = best.times.find(({ name }) => name === best.ours).median
    const library = heapify.times.find(({ name }) => name === heapify.best).median
    atLeast('the best 1,000 by ours against a library that heapifies', library / own, 2.5)
  }
  if (peers) {
    for (const [question, { contenders }] of Object.entries({ check: peers.check, rank: peers.rank })) {
      for (const { name, agrees } of contenders) expect(agrees, `${question}: the answer of ${name} is not ours`)
    }
    const ratio = (question, name) => peers[question].contenders.find((one) => one.name === name)?.ratio
    const against = (what, seen, least) => seen !== undefined && atLeast(what, seen, least)
    const c = ratio('check', 'c')
    if (c !== undefined) atMost('check, one thread, against the C twin', 1 / c, 1.4)
    against('check against plain objects, processes of their own', ratio('check', 'objects'), 3)
    against('check against DuckDB with 2 threads', ratio('check', 'duckdb'), 40)
    against('rank against objects and Array.sort', ratio('rank', 'objects'), 50)
  }
  return wrong
}

const sum = (numbers) => numbers.reduce((total, number) => total + number, 0)

export function printMore({ lights, lanes, quiet, journal, micro, peers }) {
  if (lights) printLights(lights)
  if (lanes) printLanes(lanes)
  if (quiet) printQuiet(quiet)
  if (journal) printJournal(journal)
  if (micro) printMicro(micro)
  if (peers) console.log(`\npeers, a process each\n${peerLines(peers).join('\n')}`)
}

function printLights(lights) {
  console.log('\nlights: a side against a check, by turns; one position; all')
  for (const [scores, { check, side, rankOf, all, ratio, sidePositions, allPositions }] of Object.entries(lights)) {
    console.log(
      `  ${`${scores} scores`.padEnd(18)} check ${fixed(check.median)} ms, ${sidePositions} positions ` +
        `${fixed(side.median)} ms (p90 ${fixed(side.p90)}): ${fixed(ratio)} ×`,
    )
    const whole = `${allPositions} positions ${fixed(all.median / 1000)} s (p90 ${fixed(all.p90 / 1000)})`
    console.log(`${' '.repeat(20)} one position ${fixed(rankOf.median)} ms, ${whole}`)
  }
}

function printLanes({ check, small, rank, equal }) {
  console.log('\nlanes: one thread, and the main thread with another one, by turns')
  const row = (what, { times, speedup }) => {
    const cells = [times.one, times.two].map(({ median, p90 }) => `${fixed(median)} ms (p90 ${fixed(p90)})`)
    console.log(`  ${what.padEnd(44)}${cells[0].padStart(22)}${cells[1].padStart(22)}  ${fixed(speedup)} ×`)
  }
  row(`check of ${check.positions} positions`, check)
  row(`first ${rank.top} of ${rank.candidates} candidates`, rank)
  row(`first ${equal.top} of ${equal.candidates} equal scores`, equal)
  const { accounts, kernelUs, oneUs, twoUs } = small
  const figures = `kernel ${fixed(kernelUs)} µs, checkSync ${fixed(oneUs)}, with a thread ${fixed(twoUs)}`
  console.log(`  check of ${accounts} accounts: ${figures}`)
}

function printQuiet(windows) {
  console.log('\ncollections in windows of a warm engine: main thread, then each other one')
  for (const { threads, what, times, collections, bytesEach } of windows) {
    const who = threads === 0 ? 'inline' : `${threads} thread`
    const bytes = `${fixed(bytesEach, 1)} bytes of heap each`
    console.log(
      `  ${who.padEnd(10)}${String(times).padStart(9)} × ${what.padEnd(18)}${collections.join(' ')}   ${bytes}`,
    )
  }
}
