// One memory, many readers: whoever has it, or its buffer, sees the same book; what is no book is refused; and where
// there is no shared WebAssembly memory, the reference kernel comes to the same end.

import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Book } from '../../src/book/book.ts'
import { stateHash } from '../../src/book/state-hash.ts'
import { BallastError, ErrorCode } from '../../src/core/errors.ts'
import { Engine } from '../../src/index.ts'
import { fastModule } from '../../src/kernel/fast.ts'
import { createKernel } from '../../src/kernel/kernel.ts'
import * as at from '../../src/memory/fields.ts'
import { Chance } from '../oracles/chance.ts'
import { endOf, openStory } from '../oracles/fixed-story.ts'

const home = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
const engine = openStory()
const { book } = engine
const { memory } = book
assert.ok(memory !== null, 'these tests need shared WebAssembly memory')

test('whoever attaches to the memory or to its buffer sees the same book', () => {
  const [byMemory, byBuffer] = [Book.attach(memory), Book.attach(memory.buffer)]
  assert.is(byMemory.memory, memory)
  assert.is(byBuffer.memory, null)
  const before = engine.stateHash()
  for (const attached of [byMemory, byBuffer]) assert.is(stateHash(attached), before)
  engine.deposit(10, 5n)
  assert.is.not(engine.stateHash(), before)
  for (const attached of [byMemory, byBuffer]) {
    assert.is(stateHash(attached), engine.stateHash())
    assert.is(attached.accountCount, 131)
    assert.equal(attached.atom, book.atom)
  }
})

test('a second engine over the same memory goes on where the first stands', () => {
  const fast = Book.attach(memory)
  const second = new Engine({ book: fast, kernel: createKernel('fast', fast) })
  const plain = Book.attach(memory.buffer)
  const third = new Engine({ book: plain, kernel: createKernel('reference', plain) })
  assert.is(endOf(second), endOf(engine))
  assert.is(endOf(third), endOf(engine))
  for (const target of [second, third])
    target.trade({ buyer: 20, seller: 90, market: 0, lots: 3n, priceTicks: 60_000n })
  assert.is(engine.lastSequence, second.lastSequence)
  assert.is(endOf(third), endOf(engine))
  assert.equal(engine.audit().findings, [])
  assert.equal(third.audit().findings, [])
})

// Plain JavaScript, which knows the header by the numbers of memory/fields.ts alone.
const READER = `
  const { parentPort, workerData } = require('node:worker_threads')
  const { memory, module, at } = workerData
  const words = new Uint32Array(memory.buffer, at.HEADER_BASE, 1024)
  const place = (column) => {
    const entry = (at.COLUMN_TABLE + (column << at.COLUMN_ENTRY_SHIFT)) >> 2
    return [words[entry], words[entry + 2]]
  }
  const cash = new BigInt64Array(memory.buffer, ...place(at.COL_ROW_CASH))
  const flagged = new Uint32Array(memory.buffer, ...place(at.COL_FLAGGED))
  const { scan } = new WebAssembly.Instance(module, { env: { memory } }).exports
  const count = scan(0, words[at.WORD_BLOCKS], 0, 0)
  parentPort.postMessage({
    magic: words[at.WORD_MAGIC],
    accounts: words[at.WORD_ACCOUNTS],
    cash: cash.reduce((sum, part) => sum + part, 0n),
    flagged: [...flagged.slice(0, count)],
  })`

test('a worker reads the book by its header, and runs the kernel over it', async () => {
  const expected = engine.checkSync().count
  const flagged = [...book.columns.flagged.subarray(0, expected)]
  book.columns.flagged.fill(0)
  const worker = new Worker(READER, { eval: true, workerData: { memory, module: fastModule(), at: { ...at } } })
  const [seen] = await once(worker, 'message')
  await worker.terminate()
  assert.equal(seen, { magic: at.BOOK_MAGIC, accounts: 131, cash: engine.audit().cashAtoms, flagged })
  assert.ok(expected > 0)
  assert.equal([...book.columns.flagged.subarray(0, expected)], flagged)
})

function codeOf(buffer: ArrayBufferLike): string {
  try {
    Book.attach(buffer)
    return 'ok'
  } catch (error) {
    if (error instanceof BallastError) return error.code
    throw error
  }
}

/** A copy of the book with some words of its header changed. */
function changed(...changes: readonly (readonly [word: number, value: number])[]): ArrayBuffer {
  const copy = new Uint8Array(memory!.buffer).slice().buffer as ArrayBuffer
  const words = new Uint32Array(copy, at.HEADER_BASE)
  for (const [word, value] of changes) words[word] = value
  return copy
}

test('a copy of the bytes is a book as well', () => {
  assert.is(stateHash(Book.attach(changed())), engine.stateHash())
})

test('a buffer of another kind, version or length is refused', () => {
  const whole = changed()
  const ends = Array.from({ length: at.COLUMN_COUNT }, (_, column) => {
    const entry = (at.COLUMN_TABLE + (column << at.COLUMN_ENTRY_SHIFT)) >> 2
    const words = new Uint32Array(whole, at.HEADER_BASE)
    return words[entry]! + words[entry + 1]! * words[entry + 2]!
  })
  const faults = [
    ...[0, 3, 64, at.HEADER_BASE, at.HEADER_BASE + at.HEADER_BYTES - 1].map((length) => whole.slice(0, length)),
    ...[...ends, Math.max(...ends)].map((end) => whole.slice(0, end - 1)),
    changed([at.WORD_MAGIC, 0]),
    changed([at.WORD_MAGIC, at.BOOK_MAGIC + 1]),
    changed([at.WORD_VERSION, 0]),
    changed([at.WORD_VERSION, at.BOOK_VERSION + 1]),
    changed([at.WORD_COLUMNS, at.COLUMN_COUNT - 1]),
    changed([at.COLUMN_TABLE >> 2, at.HEADER_BASE]),
    changed([at.COLUMN_TABLE >> 2, 0xffff_fff0]),
    changed([(at.COLUMN_TABLE >> 2) + 2, 0xffff_ffff]),
    new ArrayBuffer(1 << 20),
    new SharedArrayBuffer(1 << 20),
  ]
  for (const [index, fault] of faults.entries()) assert.is(codeOf(fault), ErrorCode.HEADER, `fault ${index}`)
  assert.is(codeOf(whole.slice(0, Math.max(...ends))), 'ok')
})

test('a damaged column table is refused or read, and never a crash', () => {
  const chance = new Chance(4096)
  const whole = changed()
  const words = new Uint32Array(whole, at.HEADER_BASE)
  for (let run = 0; run < 2000; run += 1) {
    const place = (at.COLUMN_TABLE >> 2) + 4 * chance.below(at.COLUMN_COUNT) + chance.below(3)
    const before = words[place]!
    words[place] = chance.pick([before + 1, before - 1, before ^ (1 << chance.below(32)), 0, chance.word()])
    // A table that is wrong but possible cannot be told from a right one; anything else is ERR_HEADER.
    let code = ''
    try {
      code = codeOf(whole)
    } catch (error) {
      code = String(error)
    }
    assert.ok(['ok', ErrorCode.HEADER].includes(code), `word ${place} is ${words[place]}, was ${before}: ${code}`)
    words[place] = before
  }
})

/** Opens two engines in another process and says how they ended. */
function storyElsewhere(before: string) {
  const story = pathToFileURL(join(home, 'test/oracles/fixed-story.ts')).href
  const script = `
    const warnings = []
    process.on('warning', (warning) => warnings.push(warning.code ?? warning.name))
    const { endOf, openStory } = await import(${JSON.stringify(story)})
    const { Book } = await import(${JSON.stringify(pathToFileURL(join(home, 'src/book/book.ts')).href)})
    // What loads TypeScript needs WebAssembly itself, so it goes once everything is loaded.
    ${before}
    const engines = [openStory(), openStory()]
    const attached = Book.attach(engines[0].book.columns.buffer)
    await new Promise((done) => setTimeout(done, 20))
    const kernels = engines.map((engine) => engine.kernel)
    const audits = engines.map((engine) => engine.audit().ok)
    const accounts = attached.accountCount
    console.log(JSON.stringify({ kernels, audits, accounts, ends: engines.map(endOf), warnings }))`
  const node = ['--import', 'tsx', '--input-type=module', '-e', script]
  const { stdout, stderr } = spawnSync(process.execPath, node, { cwd: home, encoding: 'utf8', timeout: 60_000 })
  assert.ok(stdout !== '', stderr)
  return JSON.parse(stdout)
}

const WITHOUT = [
  ['WebAssembly', 'delete globalThis.WebAssembly'],
  ['shared WebAssembly memory', "WebAssembly.Memory = class { constructor() { throw new RangeError('no') } }"],
] as const

for (const [what, before] of WITHOUT) {
  test(`without ${what} the reference kernel runs, says so once, and comes to the same end`, () => {
    const fresh = endOf(openStory())
    const seen = storyElsewhere(before)
    assert.equal(seen.kernels, ['reference', 'reference'])
    assert.equal(seen.ends, [fresh, fresh])
    assert.equal(seen.audits, [true, true])
    assert.is(seen.accounts, 131)
    assert.equal(seen.warnings, ['BALLAST_REFERENCE_KERNEL'])
  })
}

test('with it the fast kernel runs, and nothing is said', () => {
  const seen = storyElsewhere('')
  assert.equal(seen.kernels, ['fast', 'fast'])
  assert.equal(seen.ends[0], endOf(openStory()))
  assert.equal(seen.warnings, [])
})

test.run()
