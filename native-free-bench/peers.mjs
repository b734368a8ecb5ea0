// Others who can answer the same questions: same book, same machine, a process each, by turns.
//
//   check   which accounts are at risk or bankrupt, over the whole book
//   rank    one market full of candidates: BitMEX's score of each, and the first of them in order
//
// Everybody prepares the book in the form that it likes and waits. Then one after the other works, A B C A B C …, and
// times its own work, so that neither preparation nor pipes count and what disturbs the machine disturbs all. Native
// addons are loaded in those processes only; this one stays free of them.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { makeBook } from './book.mjs'
import { summarise } from './measure.mjs'
import { writeBook, writeQueue } from './peers/columns.mjs'
import { compile } from './peers/compile.mjs'
import { compareCheck, compareRank } from './peers/judge.mjs'
import { PeerProcess } from './peers/process.mjs'
import { makeQueue } from './peers/queue.mjs'

const CHILD = fileURLToPath(new URL('peers/child.mjs', import.meta.url))
const NODE_FLAGS = ['--max-old-space-size=8192', '--expose-gc']
const WARM_UPS = 2
const LIMIT_MS = 300_000

/** Ours stands first: the others are compared with it. `exact` names the questions that are answered in integers. */
const CONTENDERS = [
  { name: 'ballast', module: './ballast.mjs', more: { threads: 0 }, exact: ['check', 'rank'] },
  { name: 'ballast, two lanes', module: './ballast.mjs', more: { threads: 1 }, exact: ['check', 'rank'], lanes: true },
  { name: 'c', sources: { check: 'margin.c', rank: 'rank.c' }, exact: ['check'] },
  { name: 'objects', module: './objects.mjs', exact: [] },
  { name: 'duckdb', module: './duckdb.mjs', exact: ['check'] },
  { name: 'polars', module: './polars.mjs', exact: [] },
]

const QUESTIONS = {
  check: { make: makeBook, write: writeBook, compare: compareCheck },
  rank: { make: makeQueue, write: writeQueue, compare: compareRank },
}

/**
 * @param dist what dist/index.js exports: says whether ours can have lanes
 * @param size of the book, and of the queue: `candidates`, as many as accounts, of whom the first `top` are wanted
 * @param limitMs how long a contender may take for any one answer, preparation included
 * @returns for both questions the milliseconds, ratios and agreement of everybody, and who was left out and why
 * @throws Error that names the contender which crashed or did not answer
 */
export async function comparePeers(dist, size, { rounds, note = () => {}, limitMs = LIMIT_MS }) {
  const { accounts, positions, seed = 1, candidates = accounts, top = 1000 } = size
  const parameters = { check: { accounts, positions, seed }, rank: { candidates, seed, top } }
  const results = {}
  for (const question of Object.keys(QUESTIONS)) {
    results[question] = await compareOn(question, rounds, { dist, parameters: parameters[question], note, limitMs })
  }
  return { size: { ...parameters.check, candidates, top, rounds, warmUps: WARM_UPS }, ...results }
}

async function compareOn(question, rounds, running) {
  const { make, write, compare } = QUESTIONS[question]
  const book = make(running.parameters)
  const peers = []
  try {
    const leftOut = await inFolder((folder) => {
      const columns = join(folder, 'columns')
      write(columns, book)
      return startAll(question, peers, { ...running, folder, columns })
    })
    running.note(`${question}: ${peers.map(({ name }) => name).join(', ')} by turns`)
    const samples = await takeTurns(peers, rounds)
    const answers = []
    for (const { process } of peers) answers.push((await process.ask('answer')).answer)
    const times = samples.map(summarise)
    const contenders = peers.map(({ name, about, exact }, at) => ({
      ...{ name, about, time: times[at], ratio: times[at].median / times[0].median, exact: exact.includes(question) },
      ...compare(book, answers[0], answers[at], exact.includes(question)),
    }))
    return { answers: (answers[0].ids ?? answers[0].accounts).length, contenders, leftOut }
  } finally {
    await Promise.all(peers.map(({ process }) => process.end()))
  }
}

/** Files are needed until everybody is ready, and are gone before anybody is timed. */
async function inFolder(work) {
  const folder = mkdtempSync(join(tmpdir(), 'ballast-peers-'))
  try {
    return await work(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** One after the other, so that two big books are not prepared at once. Adds to `peers` who is ready. */
async function startAll(question, peers, { note, limitMs, ...running }) {
  const leftOut = []
  for (const contender of CONTENDERS) {
    const { name } = contender
    const { reason, command, args } = commandFor(question, contender, running)
    if (reason !== undefined) {
      leftOut.push({ name, reason })
      continue
    }
    note(`${question}: ${name} prepares the book`)
    const process = new PeerProcess({ name: `${name} (${question})`, command, args, limitMs })
    const peer = { ...contender, process }
    // It is among those that will be ended before it has said a word.
    peers.push(peer)
    const said = await process.started()
    if (said.leftOut === undefined) {
      peer.about = said.ready
      continue
    }
    leftOut.push({ name, reason: said.leftOut })
    peers.pop()
    await process.end()
  }
  return leftOut
}

function commandFor(question, { module, more, sources, lanes }, { dist, parameters, folder, columns }) {
  if (lanes && typeof dist.Engine.prototype.ready !== 'function') {
    return { reason: 'this build has no option `executor`' }
  }
  if (sources !== undefined) {
    const { leftOut, program } = compile(sources[question], folder)
    return { reason: leftOut, command: program, args: [columns, String(parameters.top)] }
  }
  const args = [...NODE_FLAGS, CHILD, module, question, JSON.stringify({ ...parameters, ...more })]
  return { command: process.execPath, args }
}

async function takeTurns(peers, rounds) {
  const samples = peers.map(() => new Float64Array(rounds))
  for (let round = -WARM_UPS; round < rounds; round += 1) {
    for (const [at, { process }] of peers.entries()) {
      const { ms } = await process.ask('run')
      if (round >= 0) samples[at][round] = ms
    }
  }
  return samples
}
