// Ballast itself, in a process of its own like everybody else: on its own thread, or with further lanes.

import { makeBook } from '../book.mjs'
import { distUrl } from '../dist.mjs'
import { toEngine } from '../forms.mjs'
import { makeQueue, queueEngine } from './queue.mjs'

const FILL = 0.85

export async function prepare(question, { threads, ...parameters }) {
  const dist = await import(distUrl('index.js'))
  const createEngine = (options) => dist.createEngine(threads === 0 ? options : { ...options, executor: { threads } })
  const ours = { ...dist, createEngine }
  const engine =
    question === 'check'
      ? toEngine(ours, makeBook(parameters), Math.ceil(parameters.positions / FILL))
      : queueEngine(ours, makeQueue(parameters))
  await engine.ready?.()
  const lanes = threads === 0 ? 'one thread' : `${threads + 1} lanes`
  const form = question === 'check' ? checking(engine) : ranking(dist, engine, parameters.top)
  return { ...form, about: `${engine.kernel} kernel, ${lanes}, ${form.call}` }
}

function checking(engine) {
  const answer = ({ ids, states, count }) => ({
    ids: Array.from(ids.subarray(0, count)),
    states: Array.from(states.subarray(0, count)),
  })
  return { call: 'checkSync()', run: () => engine.checkSync(), answer }
}

function ranking(dist, engine, top) {
  if (typeof engine.rankTop === 'function' && typeof dist.RankResult === 'function') {
    const result = new dist.RankResult(top)
    const run = () => {
      engine.rankTop(0, 'long', result)
      return result
    }
    return { call: 'rankTop()', run, answer: ({ accounts, count }) => ({ accounts: [...accounts.subarray(0, count)] }) }
  }
  const answer = (ranked) => ({ accounts: ranked.map(({ account }) => account) })
  return { call: 'rank()', run: () => engine.rank({ market: 0, side: 'long', top }), answer }
}
