// The tables of the README, made from the results of one run: `npm run bench -- --json native-free-bench/results.json`,
// then `node native-free-bench/readme.mjs`. `--check` only says whether the README is what the results give.

import { readFileSync, writeFileSync } from 'node:fs'
import {
  countsTable,
  journalTable,
  lightsTable,
  peersTable,
  roundsTable,
  scanTable,
  speedTable,
} from './readme-tables.mjs'

const README = new URL('../README.md', import.meta.url)
const RESULTS = new URL('results.json', import.meta.url)
const BEGIN = '<!-- made by native-free-bench/readme.mjs: begin -->'
const END = '<!-- made by native-free-bench/readme.mjs: end -->'

function measured(report) {
  const { machine, size } = report
  const [system] = machine.platform.split(' ')
  const where = `${machine.cpu.replace(/ +/g, ' ')} (shared, virtual), ${machine.memoryGiB} GiB, ${system} x64`
  const { lights, journal } = report
  const parts = [
    ...[scanTable(report), peersTable(report), speedTable(report)],
    // Results that were written before something was measured have none of it.
    ...(lights === undefined ? [] : [lightsTable(lights)]),
    ...[roundsTable(report), countsTable(report)],
    ...(journal === undefined ? [] : [journalTable(journal)]),
  ]
  const method = `Machine: ${where}, Node ${machine.node.slice(1)}, V8 ${machine.v8.split('.').slice(0, 2).join('.')}.`
  const rounds = `Medians of ${size.rounds} rounds by turns, in one run.`
  return [...parts, `${method} ${rounds}`].join('\n\n')
}

const report = JSON.parse(readFileSync(RESULTS, 'utf8'))
const text = readFileSync(README, 'utf8')
const [begin, end] = [text.indexOf(BEGIN), text.indexOf(END)]
if (begin < 0 || end < begin) throw new Error(`the README lacks the lines "${BEGIN}" and "${END}"`)
const wanted = `${text.slice(0, begin)}${BEGIN}\n\n${measured(report)}\n\n${text.slice(end)}`
if (!process.argv.includes('--check')) {
  writeFileSync(README, wanted)
} else if (wanted !== text) {
  console.error('the tables of the README are not those of the results: run node native-free-bench/readme.mjs')
  process.exitCode = 1
}
