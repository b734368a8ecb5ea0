// Micro benchmarks: the ranking heap against heap libraries, exact arithmetic, decimal texts. They say what a part
// costs by itself; what it matters in a round is another question (`npm run profile`).

import { distUrl } from './dist.mjs'
import { compareHeaps } from './micro-heaps.mjs'
import { measureNumbers } from './micro-numbers.mjs'
import { compareTies } from './micro-ties.mjs'

const FULL = { keys: 1_000_000, ties: 100_000, turns: 4, iterations: 3, arithmetic: { turns: 4, iterations: 12 } }
const QUICK = { keys: 20_000, ties: 4_000, turns: 2, iterations: 5, arithmetic: { turns: 2, iterations: 6 } }
/** Modules that are no part of the package's face. */
const INSIDE = [
  'memory/rank-heap.js',
  'memory/fields.js',
  'kernel/fast.js',
  'fixed/rounding.js',
  'fixed/wide.js',
  'fixed/decimal.js',
  'policies/policy.js',
  'policies/bitmex.js',
  'index.js',
]

/**
 * @param dist what is measured, by its exported names; what it lacks of the inside is taken from the built output
 * @param quick small sizes: whether everything works, and nothing about speed
 * @param note is told what comes next
 * @returns what was seen, as plain JSON
 */
export async function runMicro(dist, { quick = false, note = () => {} } = {}) {
  const inside = await Promise.all(INSIDE.map((path) => import(distUrl(path))))
  const parts = Object.assign({}, ...inside, dist)
  const { keys, ties, turns, iterations, arithmetic } = quick ? QUICK : FULL
  const heaps = await compareHeaps(parts, { count: keys, turns, iterations, note })
  const tied = await compareTies(parts, { count: ties, turns, iterations, note })
  const numbers = await measureNumbers(parts, { ...arithmetic, note })
  return { quick, heaps, ties: tied, numbers }
}

export function printMicro({ quick, heaps, ties, numbers }) {
  if (quick) console.log('\nmicro benchmarks, quick: small sizes, which say nothing about speed')
  printQuestions(`${number(heaps.count)} distinct keys, the best ${number(heaps.top)} in order`, heaps.questions)
  console.log('  Ours has no push: it heapifies what is there.')
  printQuestions(`${number(ties.count)} equal scores, the best ${number(ties.top)} in order`, ties.questions)
  console.log('  flatqueue is missing: it has no comparator, so it cannot tell ties apart.')
  printNumbers('exact arithmetic', numbers.wide)
  console.log(`  wrong: answers of the doubles, of ${number(numbers.operands)}`)
  printNumbers('decimal texts', numbers.decimals)
}

const number = (count) => Math.round(count).toLocaleString('en-US')
const fixed = (value, digits = 2) => value.toFixed(digits)

function printQuestions(title, questions) {
  console.log(`\n${title}`)
  for (const { question, times, ours, best, ratio } of questions) {
    const base = times.find(({ name }) => name === ours).median
    console.log(`  ${question.padEnd(32)}${head(['median ms', 'p10', 'p90', 'ratio'])}`)
    for (const { name, median, p10, p90, warnings } of times) {
      const cells = [median, p10, p90, median / base].map((value) => fixed(value).padStart(COLUMN))
      console.log(`    ${name.padEnd(30)}${cells.join('')}${warned(warnings)}`)
    }
    console.log(`    best library: ${best}, ${fixed(ratio)} × the time of ${ours}`)
  }
}

function printNumbers(title, times) {
  const counts = times.some(({ wrong }) => wrong !== undefined)
  const titles = ['ns each', 'a second', ...(counts ? ['wrong'] : [])]
  console.log(`\n${title.padEnd(44)}${head(titles)}`)
  for (const { name, nsPerOperation, warnings, wrong } of times) {
    const cells = [fixed(nsPerOperation, 1), number(1e9 / nsPerOperation), wrong === undefined ? '' : number(wrong)]
    const line = `  ${name.padEnd(42)}${cells.map((cell) => cell.padStart(COLUMN)).join('')}`
    console.log(`${line.trimEnd()}${warned(warnings)}`)
  }
}

const COLUMN = 12
const head = (titles) => titles.map((title) => title.padStart(COLUMN)).join('')
const warned = (warnings) => (warnings.length > 0 ? `  tinybench: ${warnings.join(', ')}` : '')
