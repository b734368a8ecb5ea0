import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Book } from '../../src/book/book.ts'
import { AssertionError } from '../../src/core/assert.ts'
import { FastKernel, fastModule } from '../../src/kernel/fast.ts'
import { FAST_MODULE_BASE64 } from '../../src/kernel/fast-module.ts'
import * as venue from '../engine/small-venue.ts'
import { readName, readNumber, SECTION, sectionsOf } from './wasm-sections.ts'

const bytes = new Uint8Array(Buffer.from(FAST_MODULE_BASE64, 'base64'))
const sections = sectionsOf(bytes)
const has = (id: number) => sections.some((section) => section.id === id)

test('the module is valid, and compiled once a process', () => {
  assert.ok(WebAssembly.validate(bytes))
  assert.is(fastModule(), fastModule())
})

// Several threads instantiate the module over one memory: whatever an instance writes at its start would destroy the
// book, and whatever it keeps for itself the others would not see.
for (const [name, id] of [
  ['data', SECTION.data],
  ['data count', 12],
  ['start', SECTION.start],
  ['table', SECTION.table],
  ['element', SECTION.element],
  ['memory of its own', SECTION.memory],
] as const) {
  test(`the module has no ${name} section`, () => assert.not(has(id)))
}

test('the module has no global that could change', () => {
  for (const { bytes: section } of sections.filter(({ id }) => id === SECTION.global)) {
    const [count, next] = readNumber(section, 0)
    // One global would be: type, mutability, an expression. Without any there is nothing to look at.
    assert.equal([count, next], [0, section.length])
  }
})

test('the module imports the memory and nothing else, and demands it shared', () => {
  assert.equal(WebAssembly.Module.imports(fastModule()), [{ module: 'env', name: 'memory', kind: 'memory' }])
  const { bytes: section } = sections.find(({ id }) => id === SECTION.import)!
  const [count, start] = readNumber(section, 0)
  const [, afterModule] = readName(section, start)
  const [, kind] = readName(section, afterModule)
  const SHARED_WITH_MAXIMUM = 3
  assert.equal([count, section[kind], section[kind + 1]], [1, 2, SHARED_WITH_MAXIMUM])
  const [leastPages, next] = readNumber(section, kind + 2)
  const [mostPages] = readNumber(section, next)
  assert.equal([leastPages, mostPages], [2, 65_536])
})

test('the module exports its functions and the memory', () => {
  const names = WebAssembly.Module.exports(fastModule()).map(({ name, kind }) => `${kind} ${name}`)
  const functions = [
    ...['applyMarks', 'applyTrades', 'countRow', 'equity', 'heapify', 'moveLots', 'planSale', 'popTop'],
    ...['recountHash', 'scan', 'selectShard', 'takeTop', 'tellNearTie', 'valueRow'],
  ].map((name) => `function ${name}`)
  assert.equal(names.sort(), [...functions, 'memory memory'])
})

test('functions have names that a profiler shows', () => {
  const [section] = WebAssembly.Module.customSections(fastModule(), 'name')
  const text = new TextDecoder().decode(section)
  for (const name of ['margin/scan', 'trade/applyTrades', 'marks/applyMarks', 'hash/recountHash', 'wide/scaleDown']) {
    assert.ok(text.includes(name), name)
  }
})

test('the committed module is what its sources compile to', () => {
  const script = fileURLToPath(new URL('../../src/kernel/assembly/build.mjs', import.meta.url))
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, '--check'], { encoding: 'utf8' })
  assert.is(status, 0, stderr)
  assert.match(stdout, /is fresh/)
})

test('a book outside of WebAssembly memory has no fast kernel', () => {
  const capacity = { accounts: 1, positions: 1, markets: 1, tiersPerMarket: 1, batch: 1 }
  const book = Book.open(capacity, { coefficient: 1n, decimals: 2 }, 'plain')
  assert.instance(
    venue.errorOf(() => new FastKernel(book)),
    AssertionError,
  )
})

test('two instances over one book do the same work, and keep nothing for themselves', () => {
  const engine = venue.openVenue('fast')
  engine.deposit(venue.ALICE, 500n)
  venue.trade(engine, venue.ALICE, venue.BOB, 1n, 100n)
  venue.mark(engine, 1, [0, 90n])
  const kernels = [new FastKernel(engine.book), new FastKernel(engine.book, fastModule())]
  assert.equal(
    kernels.map((kernel) => kernel.scan(0, 2, 0)),
    [1, 1],
  )
})

test.run()
