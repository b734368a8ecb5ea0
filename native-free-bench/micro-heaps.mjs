// The best thousand of a million distinct keys, in order: our heap against libraries, each in its best form. All begin
// with one column of doubles and end with a thousand ids, so what a library needs around a key is part of its time.
// All run in one process: V8 sees several comparators at a library's calls, as where it is used in several places.

import FlatQueue from 'flatqueue'
import { Heap } from 'heap-js'
import { FixedReverseHeap, Heap as MnemonistHeap } from 'mnemonist'
import TinyQueue from 'tinyqueue'
import { generator } from './measure.mjs'
import { ownHeaps } from './micro-own.mjs'
import { measureByTurns, rateOurs } from './micro-turns.mjs'

export const TOP = 1_000

/** Doubles at least half apart, in random order. */
function distinctKeys(count) {
  const random = generator(21)
  const keys = Float64Array.from({ length: count }, (_, index) => 1 + index + random.share() / 2)
  for (let index = count - 1; index > 0; index -= 1) {
    const other = random.below(index + 1)
    const key = keys[index]
    keys[index] = keys[other]
    keys[other] = key
  }
  return keys
}

/** @returns three questions with the times of everybody who can answer them */
export async function compareHeaps(dist, { count, turns, iterations, note }) {
  const keys = distinctKeys(count)
  const engine = dist.createEngine({ capacity: { accounts: 64, positions: count, markets: 1 } })
  const { own, ownTop } = ownContenders(dist, engine, keys)
  const questions = {
    'heapify all, pop 1,000': [...own, ...heapified(keys)],
    'push one by one, pop 1,000': [...own, ...pushed(keys)],
    'keep the best 1,000 of all': [ownTop, ...bounded(keys)],
  }
  const expected = Uint32Array.from(keys.keys())
    .sort((a, b) => keys[b] - keys[a])
    .subarray(0, TOP)
  const answers = []
  for (const [question, contenders] of Object.entries(questions)) {
    for (const { name, run } of contenders) demandSame(`${question}, ${name}`, run(), expected)
    note(`heaps of ${count}: ${question}`)
    const times = await measureByTurns(contenders, { turns, iterations })
    answers.push({ question, times, ...rateOurs(times) })
  }
  engine.close()
  return { count, top: TOP, questions: answers }
}

export function demandSame(who, ids, expected) {
  const differs = expected.findIndex((id, place) => ids[place] !== id)
  if (ids.length === expected.length && differs < 0) return
  throw new Error(`${who}: place ${differs} has ${ids[differs]}, expected ${expected[differs]}`)
}

/** Ours has no push: it heapifies what is there, and the answer is the same. */
function ownContenders(dist, engine, keys) {
  const entries = Uint32Array.from(keys.keys())
  const own = ownHeaps(dist, engine, { keys, entries, top: TOP })
  // No two keys are near each other; were they, the greater one would come first.
  const javaScript = { name: 'ours (JavaScript)', run: () => own.javaScript((a, b) => keys[a] > keys[b]) }
  return {
    own: [{ name: 'ours (kernel)', run: () => own.kernel(false) }, javaScript],
    ownTop: { name: 'ours (kernel)', run: () => own.kernelTop(false) },
  }
}

export function popped(queue, count) {
  const ids = new Uint32Array(count)
  for (let place = 0; place < count; place += 1) ids[place] = queue.pop()
  return ids
}

function heapified(keys) {
  const greatestFirst = (a, b) => keys[b] - keys[a]
  const allIds = () => listOf(keys.length, (id) => id)
  // Its functions over an array of one's own spare the copy that `Heap.from` makes.
  const inPlace = () => {
    const ids = allIds()
    MnemonistHeap.heapify(greatestFirst, ids)
    return popped({ pop: () => MnemonistHeap.pop(greatestFirst, ids) }, TOP)
  }
  // What a venue writes first.
  const sorted = () => {
    const objects = listOf(keys.length, (id) => ({ id, score: keys[id] }))
    objects.sort((a, b) => b.score - a.score)
    return Uint32Array.from({ length: TOP }, (_, place) => objects[place].id)
  }
  return [
    { name: 'tinyqueue', run: () => popped(new TinyQueue(allIds(), greatestFirst), TOP) },
    { name: 'heap-js', run: () => popped(Heap.heapify(allIds(), greatestFirst), TOP) },
    { name: 'mnemonist Heap', run: inPlace },
    { name: 'sort of objects', run: sorted },
  ]
}

/** Filling an array of known length is six times as fast as `Array.from`. */
export function listOf(count, itemAt) {
  const items = new Array(count)
  for (let index = 0; index < count; index += 1) items[index] = itemAt(index)
  return items
}

function pushed(keys) {
  const greatestFirst = (a, b) => keys[b] - keys[a]
  const pushAll = (queue, push) => {
    for (let id = 0; id < keys.length; id += 1) push(queue, id)
    return popped(queue, TOP)
  }
  const push = (queue, id) => queue.push(id)
  const flat = () => {
    // The least comes first there; with a capacity it keeps its keys in typed arrays.
    const queue = new FlatQueue(keys.length)
    for (let id = 0; id < keys.length; id += 1) queue.push(id, -keys[id])
    return popped(queue, TOP)
  }
  return [
    { name: 'flatqueue', run: flat },
    { name: 'tinyqueue', run: () => pushAll(new TinyQueue([], greatestFirst), push) },
    { name: 'heap-js', run: () => pushAll(new Heap(greatestFirst), (heap, id) => heap.add(id)) },
    { name: 'mnemonist Heap', run: () => pushAll(new MnemonistHeap(greatestFirst), push) },
  ]
}

/** A heap of a thousand whose head is the worst of them: who is better than that one replaces it. */
function bounded(keys) {
  const worstFirst = (a, b) => keys[a] - keys[b]
  const replaceHead = (queue, replace) => {
    for (let id = 0; id < TOP; id += 1) queue.push(id)
    for (let id = TOP; id < keys.length; id += 1) if (keys[id] > keys[queue.peek()]) replace(queue, id)
    return popped(queue, TOP).reverse()
  }
  const popAndPush = (queue, id) => {
    queue.pop()
    queue.push(id)
  }
  const flat = () => {
    const queue = new FlatQueue(TOP)
    for (let id = 0; id < TOP; id += 1) queue.push(id, keys[id])
    for (let id = TOP; id < keys.length; id += 1) {
      if (keys[id] <= queue.peekValue()) continue
      queue.pop()
      queue.push(id, keys[id])
    }
    return popped(queue, TOP).reverse()
  }
  const fixed = () => {
    const heap = new FixedReverseHeap(Uint32Array, (a, b) => keys[b] - keys[a], TOP)
    for (let id = 0; id < keys.length; id += 1) heap.push(id)
    return heap.consume()
  }
  return [
    { name: 'flatqueue', run: flat },
    { name: 'tinyqueue', run: () => replaceHead(new TinyQueue([], worstFirst), popAndPush) },
    { name: 'heap-js', run: () => replaceHead(new Heap(worstFirst), (heap, id) => heap.replace(id)) },
    { name: 'mnemonist FixedReverseHeap', run: fixed },
  ]
}
