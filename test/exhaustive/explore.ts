// All sequences of moves from a world, up to a depth: breadth first, and no state is gone on from twice.

import * as assert from 'uvu/assert'
import type { Engine, KernelName } from '../../src/index.ts'
import { type Command, shown } from '../oracles/trio.ts'
import { movesOf } from './moves.ts'
import { compareAnswers, give, repeat } from './pair.ts'
import type { SmallVenue } from './small-venue.ts'
import { engineAt, naiveAt, type Start } from './start.ts'

/** Beyond this many states the explorer forgets what it has seen, and does some again. */
const MOST_REMEMBERED = 3_000_000

/** How much has been visited. */
export class Visited {
  worlds = 0
  /** Met from another world already, to this depth. */
  known = 0
  states = 0
  transitions = 0
  refused = 0
  rounds = 0
  /** Type of event to rounds that had it. */
  readonly events = new Map<string, number>()
}

interface Node {
  readonly naive: SmallVenue
  readonly path: readonly Command[]
}

export class Explorer {
  /** Rules and state to how many moves were still to come. */
  readonly #seen = new Map<string, number>()

  /**
   * @param isOver asked before every state; the world is left then
   * @returns whether all of it was visited
   */
  explore(
    start: Start,
    depth: number,
    kernels: readonly KernelName[],
    visited: Visited,
    isOver: () => boolean,
  ): boolean {
    const rules = shown([start.markets[0]!.symbol, start.policy, start.options, start.capacity])
    const naive = naiveAt(start)
    naive.known = naive.hash()
    if (!this.#isNew(rules, naive, depth)) {
      visited.known += 1
      return true
    }
    const engines = kernels.map((kernel) => engineAt(kernel, start))
    const opened = new Memories(engines)
    let level: Node[] = [{ naive, path: [] }]
    for (let left = depth; left > 0; left -= 1) {
      const next: Node[] = []
      for (const node of level) {
        if (isOver()) return false
        const found = this.#goOn(start, node, engines, opened, visited)
        for (const { naive, path } of found) {
          if (this.#isNew(rules, naive, left - 1) && left > 1) next.push({ naive, path })
        }
      }
      level = next
    }
    visited.worlds += 1
    return true
  }

  /** Makes every move from a state; returns what they lead to. */
  #goOn(start: Start, node: Node, engines: readonly Engine[], opened: Memories, visited: Visited): Node[] {
    const { naive, path } = node
    let played = path
    try {
      opened.restore()
      for (const engine of engines) for (const command of path) repeat(command, engine)
      for (const engine of engines) assert.is(engine.stateHash(), naive.known, `${engine.kernel}: state played again`)
      compareAnswers(naive, engines)
      visited.states += 1
      const here = new Memories(engines)
      return movesOf(naive).map((move) => {
        const after = naive.copy()
        for (const [index, command] of move.entries()) {
          played = [...path, ...move.slice(0, index + 1)]
          note(visited, command, give(command, after, engines), after)
        }
        here.restore()
        visited.transitions += 1
        return { naive: after, path: played }
      })
    } catch (error) {
      throw new Error(`${String(error)}\nfor fixtures/seeds/exhaustive: ${shown({ start, commands: played })}`, {
        cause: error,
      })
    }
  }

  #isNew(rules: string, naive: SmallVenue, left: number): boolean {
    const key = `${rules} ${naive.known}`
    const before = this.#seen.get(key) ?? -1
    if (before >= left) return false
    if (this.#seen.size >= MOST_REMEMBERED) this.#seen.clear()
    this.#seen.set(key, left)
    return true
  }
}

/** Plays a sequence that was kept. */
export function playStart(start: Start, commands: readonly Command[]): void {
  const naive = naiveAt(start)
  const engines = (['fast', 'reference'] as const).map((kernel) => engineAt(kernel, start))
  compareAnswers(naive, engines)
  for (const command of commands) give(command, naive, engines)
  compareAnswers(naive, engines)
}

/** The books of engines as they are now, byte by byte. */
class Memories {
  readonly #books: readonly Uint8Array[]
  readonly #kept: readonly Uint8Array[]

  constructor(engines: readonly Engine[]) {
    this.#books = engines.map(({ book }) => new Uint8Array(book.columns.buffer))
    this.#kept = this.#books.map((book) => book.slice())
  }

  restore(): void {
    for (const [index, book] of this.#books.entries()) book.set(this.#kept[index]!)
  }
}

function note(visited: Visited, [name]: Command, code: string, naive: SmallVenue): void {
  if (code !== 'ok') visited.refused += 1
  if (code !== 'ok' || !['round', 'stepRound', 'acceptProposal'].includes(name)) return
  visited.rounds += 1
  for (const type of new Set(naive.result!.events.map((event) => event.type))) {
    visited.events.set(type, (visited.events.get(type) ?? 0) + 1)
  }
}
