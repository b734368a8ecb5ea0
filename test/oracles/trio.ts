// One book three times: the naive one, an engine on the fast kernel and one on the reference kernel. Every command goes
// to all three, and they have to agree on what became of it and on the state that it leaves.

import * as assert from 'uvu/assert'
import { sectionsOf } from '../../src/book/book-sections.ts'
import { playRecord } from '../../src/engine/play-record.ts'
import { DEFAULT_ROUND } from '../../src/engine/round-options.ts'
import { createEngine, Engine } from '../../src/index.ts'
import { createKernel } from '../../src/kernel/kernel.ts'
import * as at from '../../src/memory/fields.ts'
import { attempt, type Command, runEngine, runNaive, shown } from './command-play.ts'
import { MemoryLog } from './memory-log.ts'
import { NaiveEngine } from './naive-engine.ts'
import { judgementOf, worthOf } from './naive-state.ts'

export { type Command, shown }

export interface Capacity {
  readonly accounts: number
  readonly positions: number
  readonly markets: number
  readonly tiersPerMarket: number
  readonly batch: number
}

export class Trio {
  fast!: Engine
  reference!: Engine
  naive: NaiveEngine
  /** 'command:what became of it' → how often. */
  readonly seen = new Map<string, number>()
  readonly #capacity: Capacity
  #halting: readonly Engine[] = []
  #flagged = 0
  /** What the fast engine was told, and, of marks that halt, its twin. */
  readonly #log = new MemoryLog()
  readonly #haltingLog = new MemoryLog(this.#log)

  constructor(capacity: Capacity) {
    this.#capacity = capacity
    this.#open()
    assert.is(this.fast.kernel, 'fast')
    this.naive = new NaiveEngine(capacity)
  }

  #open(): void {
    const capacity = this.#capacity
    this.fast = logged(createEngine({ capacity, kernel: 'fast' }), this.#log)
    this.reference = createEngine({ capacity, kernel: 'reference' })
    // The same books once more, by engines that halt a market where the others refuse a mark.
    this.#halting = this.engines.map(({ book, kernel }) => {
      const log = book === this.fast.book ? this.#haltingLog : null
      return new Engine({ book, kernel: createKernel(kernel, book), haltOutside: true, log })
    })
  }

  get engines(): readonly Engine[] {
    return [this.fast, this.reference]
  }

  /** Empties all three, and zeroes what lies behind, so that nothing of an earlier run can make bytes differ. */
  reset(): void {
    try {
      for (const engine of this.engines) engine.configureRound(DEFAULT_ROUND)
    } catch {
      // One has failed, or its round stands open.
      this.#open()
    }
    for (const { book } of this.engines) {
      for (const column of columnsOf(book.columns.buffer)) column.fill(0)
      book.clear()
    }
    this.naive = new NaiveEngine(this.#capacity)
    this.#flagged = 0
    this.#log.clear()
  }

  /** Runs a command on all three and returns 'ok' or the code that all of them refuse it with. */
  run(command: Command): string {
    const before = this.naive.hash()
    const expected = attempt(() => this.#runNaive(command))
    for (const [index, engine] of this.engines.entries()) {
      const got = attempt(() => this.#runEngine(engine, this.#halting[index]!, command))
      assert.is(shown(got), shown(expected), `${engine.kernel}: ${shown(command)}`)
    }
    const after = this.naive.hash()
    if (expected.code !== 'ok') assert.is(after, before, `the naive book changed by ${shown(command)}`)
    for (const engine of this.engines) {
      assert.is(engine.stateHash(), after, `${engine.kernel}: state after ${shown(command)}`)
      assert.is(engine.lastSequence, this.naive.sequence, `${engine.kernel}: sequence after ${shown(command)}`)
    }
    this.#count(`${command[0]}:${expected.code}`)
    return expected.code
  }

  /** Recounts both engines, and compares every account and market with the naive book's. */
  audit(): void {
    for (const engine of this.engines) {
      assert.equal(engine.audit().findings, [], `audit of ${engine.kernel}`)
      const ids = [...this.naive.accounts.keys()].sort((a, b) => a - b)
      assert.equal([...engine.accountIds()], ids, `accounts of ${engine.kernel}`)
      for (const id of ids) assert.is(shown(accountOf(engine, id)), shown(this.#naiveAccount(id)), engine.kernel)
      for (const { id, symbol, halted, mark, markTime, funding } of this.naive.markets) {
        const view = engine.market(id)
        const seen = [view.symbol, view.halted, view.markTicks, view.markTimeMs, view.fundingAtoms]
        assert.is(shown(seen), shown([symbol, halted, mark, markTime, funding]), engine.kernel)
      }
    }
  }

  /** Every byte of every column, save what a check has not written and the recount's own words. */
  compareBytes(): void {
    const [one, other] = this.engines.map(({ book }) => columnsOf(book.columns.buffer))
    for (let column = 0; column < at.COLUMN_COUNT; column += 1) {
      if (column === at.COL_LANE_SCRATCH) continue
      const end = column === at.COL_FLAGGED ? this.#flagged * 4 : undefined
      const equal = Buffer.compare(one![column]!.subarray(0, end), other![column]!.subarray(0, end)) === 0
      assert.ok(equal, `column ${column} differs between the kernels`)
    }
    const headers = this.engines.map(({ book }) => {
      const words = [...book.columns.words.subarray(0, at.WIDE_RECOUNT_HASH >> 2)]
      return [...words, book.columns.wides[at.WIDE_ATOM_COEFFICIENT >> 3]]
    })
    assert.equal(headers[0], headers[1], 'the headers differ between the kernels')
  }

  /** Plays what was written down on an empty book, which has to end byte by byte as the one it was written down of. */
  playAgain(): void {
    const again = createEngine({ capacity: this.#capacity, kernel: 'fast' })
    const { book, kernel } = again
    const halting = new Engine({ book, kernel: createKernel(kernel, book), haltOutside: true })
    for (const [record, source] of this.#log.records) {
      playRecord(source === this.#haltingLog ? halting : again, record, [])
    }
    assert.is(again.stateHash(), this.fast.stateHash(), 'state of what was played again')
    assert.is(again.lastSequence, this.fast.lastSequence)
    const [one, other] = [again, this.fast].map((engine) => [...sectionsOf(engine.book)])
    for (const [index, { name, bytes }] of one!.entries()) {
      // A batch of marks that was refused has left its serial.
      if (name === 'words' || name === `column-${at.COL_MARKET_STAMP}`) continue
      assert.is(Buffer.compare(bytes, other![index]!.bytes), 0, `section ${name} of what was played again`)
    }
  }

  #count(what: string): void {
    this.seen.set(what, (this.seen.get(what) ?? 0) + 1)
  }

  #runNaive(command: Command): unknown {
    const [plain, haltOutside] = plainMarks(command)
    return runNaive(this.naive, plain, haltOutside, (what) => this.#count(what))
  }

  #runEngine(engine: Engine, halting: Engine, command: Command): unknown {
    const [plain, haltOutside] = plainMarks(command)
    const result = runEngine(haltOutside ? halting : engine, plain, this.naive.adlPrice === 'mark')
    if (plain[0] === 'check') this.#flagged = (result as { ids: number[] }).ids.length
    // How many answers of the order book were commands is for the engines to agree on.
    if (plain[0] === 'stepRound' && engine === this.fast) this.naive.countedUpTo(engine.lastSequence)
    return result
  }

  #naiveAccount(id: number): unknown {
    const account = this.naive.accounts.get(id)!
    const worth = worthOf(account, this.naive.markets)
    const positions = [...account.positions].sort(([a], [b]) => a - b)
    return {
      ...{ id, owner: account.owner, class: account.class, state: judgementOf(account, worth) },
      ...{ exempt: account.exempt, protected: account.protected },
      ...{ cash: account.cash, reserved: account.reserved, worth },
      positions: positions.map(([market, position]) => [market, position.size, position.entry]),
    }
  }
}

function accountOf(engine: Engine, id: number): unknown {
  const view = engine.account(id)
  const worth = {
    ...{ equity: view.equityAtoms, maintenance: view.maintenanceAtomPpm, initial: view.initialAtomPpm },
    ...{ notional: view.notionalAtoms, profit: view.unrealisedProfitAtoms },
  }
  return {
    ...{ id: view.id, owner: view.owner, class: view.class, state: view.state },
    ...{ exempt: view.exempt, protected: view.protected },
    ...{ cash: view.cashAtoms, reserved: view.reservedAtoms, worth },
    positions: view.positions.map((position) => [position.market, position.sizeLots, position.entryValueAtoms]),
  }
}

/** The columns of a book as bytes, found by its header. */
export function columnsOf(buffer: ArrayBufferLike): Uint8Array[] {
  const table = new Uint32Array(buffer, at.HEADER_BASE + at.COLUMN_TABLE, at.COLUMN_COUNT << 2)
  return Array.from({ length: at.COLUMN_COUNT }, (_, column) => {
    return new Uint8Array(buffer, table[4 * column]!, table[4 * column + 1]! * table[4 * column + 2]!)
  })
}

/** An engine over the same book that writes down what it is told. */
function logged({ book, kernel }: Engine, log: MemoryLog): Engine {
  return new Engine({ book, kernel: createKernel(kernel, book), log })
}

/** 'halting-marks' are the marks of an engine that halts a market where others refuse a mark. */
function plainMarks([name, ...args]: Command): [command: Command, haltOutside: boolean] {
  return name === 'halting-marks' ? [['marks', ...args], true] : [[name, ...args], false]
}
