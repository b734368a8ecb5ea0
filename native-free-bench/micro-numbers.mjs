// Exact arithmetic and decimal texts, and beside them what floats take for the same question: how many of the answers
// those get wrong is counted. Every run does its operation many times over the same operands, so that no clock is too
// coarse for it.

import { generator } from './measure.mjs'
import { measureByTurns } from './micro-turns.mjs'

const OPERANDS = 4_096
const REPEATS = 8
const MICROS = { coefficient: 1n, decimals: 6 }

/** A contender that does `step` for every operand, and keeps what it gives from being optimised away. */
function repeated(name, step) {
  const run = () => {
    let kept = 0
    for (let repeat = 0; repeat < REPEATS; repeat += 1) {
      for (let index = 0; index < OPERANDS; index += 1) if (step(index)) kept += 1
    }
    return kept
  }
  return { name, run, operations: OPERANDS * REPEATS }
}

/** Products of 112 bits, with quotients that a double could still hold. */
function wideOperands(random) {
  const word = () => (BigInt(random.next()) << 29n) | BigInt(random.next() >>> 3)
  const signed = (value) => (random.below(2) === 0 ? value : -value)
  return Array.from({ length: OPERANDS }, () => [signed(word()), word() >> 11n, word() | (1n << 60n)])
}

/** Seeded candidates as a policy sees them, with scores of a hundred bits and more, over as many. */
function scoresOf({ bitmex }, random) {
  return Array.from({ length: OPERANDS }, () => {
    const entryValueAtoms = BigInt(1_000_000 + random.next())
    const notionalAtoms = entryValueAtoms + BigInt(random.below(1_000_000))
    const maintenanceAtomPpm = notionalAtoms * 5_000n
    return bitmex.score({
      ...{ account: 1, market: 0, lots: 1n, notionalAtoms, entryValueAtoms, maintenanceAtomPpm },
      ...{ profitAtoms: notionalAtoms - entryValueAtoms, equityAtoms: BigInt(1 + random.next()) },
      ...{ accountMaintenanceAtomPpm: 2n * maintenanceAtomPpm, accountNotionalAtoms: 2n * notionalAtoms },
    })
  })
}

function wideContenders(dist, random) {
  const { divFloor, divHalfEven, mulDivTrunc, addWide, compareScores } = dist
  const operands = wideOperands(random)
  const doubles = operands.map((triple) => triple.map(Number))
  const scores = scoresOf(dist, random)
  const quotients = scores.map(({ over, under }) => Number(over) / Number(under))
  const next = (index) => (index + 1) % OPERANDS
  const words = new BigInt64Array(2)
  const exact = {
    'product of 112 bits, truncated quotient': ([a, b, c]) => mulDivTrunc(a, b, c),
    'the same, quotient rounded down': ([a, b, c]) => divFloor(a * b, c),
    'the same, half to even': ([a, b, c]) => divHalfEven(a * b, c),
  }
  return {
    contenders: [
      ...Object.entries(exact).map(([name, work]) => repeated(name, (index) => work(operands[index]) > 0n)),
      repeated('128-bit counter, add', (index) => addWide(words, 0, operands[index][1]) === undefined),
      repeated('compare two exact scores', (index) => compareScores(scores[index], scores[next(index)]) > 0),
      repeated('doubles: product, truncated quotient', (index) => {
        const [a, b, c] = doubles[index]
        return Math.trunc((a * b) / c) > 0
      }),
      repeated('doubles: compare two quotients', (index) => quotients[index] > quotients[next(index)]),
    ],
    wrong: {
      'doubles: product, truncated quotient': operands.filter(([a, b, c], index) => {
        const [x, y, z] = doubles[index]
        return BigInt(Math.trunc((x * y) / z)) !== mulDivTrunc(a, b, c)
      }).length,
      'doubles: compare two quotients': scores.filter((score, index) => {
        const exactly = compareScores(score, scores[next(index)]) > 0
        return quotients[index] > quotients[next(index)] !== exactly
      }).length,
    },
  }
}

function decimalContenders({ parseDecimal, countUnits }, random) {
  const texts = Array.from({ length: OPERANDS }, () => {
    const places = random.below(7)
    const whole = `${random.below(2) === 0 ? '-' : ''}${random.below(10 ** (1 + random.below(9)))}`
    return places === 0 ? whole : `${whole}.${String(random.below(10 ** places)).padStart(places, '0')}`
  })
  return [
    repeated(
      'parseDecimal, counted in atoms',
      (index) => countUnits(parseDecimal(texts[index], 'a'), MICROS, 'a') > 0n,
    ),
    repeated('parseFloat', (index) => Number.parseFloat(texts[index]) > 0),
    repeated('Number', (index) => Number(texts[index]) > 0),
  ]
}

export async function measureNumbers(dist, { turns, iterations, note }) {
  note('wide arithmetic')
  const { contenders, wrong } = wideContenders(dist, generator(41))
  const wide = await measureByTurns(contenders, { turns, iterations })
  note('decimal texts')
  const decimals = await measureByTurns(decimalContenders(dist, generator(42)), { turns, iterations })
  const counted = wide.map((time) => ({ ...time, wrong: wrong[time.name] }))
  return { operands: OPERANDS, wide: counted, decimals }
}
