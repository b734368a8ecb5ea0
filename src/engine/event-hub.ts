// Who listens to an engine: functions that are called at once, and iterators that read at their own pace.

import { BallastError, demand, demandObject, ErrorCode } from '../core/errors.ts'
import { isClass, shown } from '../core/shown.ts'

export interface IteratorOptions {
  /** Events that wait to be read, at most; 65,536 when left out. */
  readonly capacity?: number
  /**
   * What happens to an event that finds no room: 'fail' ends the iterator with ERR_CAPACITY once what waits has been
   * read (when left out: nothing is missed unnoticed); 'drop-oldest' forgets the oldest and counts it in `dropped`.
   */
  readonly overflow?: 'fail' | 'drop-oldest'
}

export interface EventIterator<Event> extends AsyncIterableIterator<Event> {
  /** Events forgotten so far. */
  readonly dropped: number
}

const DEFAULT_CAPACITY = 65_536

export class EventHub<Event> {
  readonly #listeners = new Set<(event: Event) => void>()
  readonly #queues = new Set<EventQueue<Event>>()
  /** What each command has to tell, in the order of the commands. */
  readonly #due: (readonly Event[])[] = []
  #isPublishing = false
  #isClosed = false

  /** Whether anybody listens: events are only made for somebody. */
  get isHeard(): boolean {
    return this.#listeners.size + this.#queues.size > 0
  }

  /** Calls `listener` with every event until the returned function is called. */
  on(listener: (event: Event) => void): () => void {
    demand(typeof listener === 'function' && !isClass(listener), ErrorCode.CONFIG, () => 'a listener is a function')
    this.#mustBeOpen()
    // A function of its own, so that one listener can be subscribed twice.
    const own = (event: Event) => listener(event)
    this.#listeners.add(own)
    return () => this.#listeners.delete(own)
  }

  iterate(options: IteratorOptions = {}): EventIterator<Event> {
    demandObject(options, 'options of an iterator')
    const { capacity = DEFAULT_CAPACITY, overflow = 'fail' } = options
    this.#mustBeOpen()
    demand(Number.isInteger(capacity) && capacity >= 1, ErrorCode.RANGE, () => {
      return `capacity is ${shown(capacity)}, expected a whole number from 1`
    })
    demand(overflow === 'fail' || overflow === 'drop-oldest', ErrorCode.CONFIG, () => {
      return `overflow is ${shown(overflow)}, expected fail or drop-oldest`
    })
    const queue = new EventQueue<Event>(capacity, overflow === 'fail', () => this.#queues.delete(queue))
    this.#queues.add(queue)
    return queue
  }

  /**
   * Hands events to everybody, in order: what a listener sets off by a command of its own comes after what it was told
   * of. The command that made an event stands, whatever a listener does: what one throws is thrown again by itself,
   * outside of the engine, where the process sees it.
   */
  publish(events: readonly Event[]): void {
    this.#due.push(events)
    if (this.#isPublishing) return
    this.#isPublishing = true
    try {
      for (let next = this.#due.shift(); next !== undefined; next = this.#due.shift()) {
        for (const event of next) this.#tell(event)
      }
    } finally {
      this.#isPublishing = false
    }
    if (this.#isClosed) this.#end()
  }

  /** Ends all iterators once what waits has been read; nobody is told anything that comes after. */
  close(): void {
    this.#isClosed = true
    if (!this.#isPublishing) this.#end()
  }

  #mustBeOpen(): void {
    demand(!this.#isClosed, ErrorCode.STATE, () => 'the engine is closed: there will be no more events')
  }

  #end(): void {
    for (const queue of [...this.#queues]) queue.end()
    this.#listeners.clear()
  }

  #tell(event: Event): void {
    for (const queue of this.#queues) queue.push(event)
    for (const listener of this.#listeners) {
      try {
        listener(event)
      } catch (error) {
        queueMicrotask(() => {
          throw error
        })
      }
    }
  }
}

class EventQueue<Event> implements EventIterator<Event> {
  dropped = 0
  readonly #capacity: number
  readonly #fails: boolean
  readonly #leave: () => void
  #waiting: Event[] = []
  /** Index of the oldest event in `#waiting`. */
  #oldest = 0
  #readers: { resolve(result: IteratorResult<Event>): void; reject(error: unknown): void }[] = []
  #ended = false
  #error: BallastError | null = null

  constructor(capacity: number, fails: boolean, leave: () => void) {
    this.#capacity = capacity
    this.#fails = fails
    this.#leave = leave
  }

  push(event: Event): void {
    const reader = this.#readers.shift()
    if (reader !== undefined) {
      reader.resolve({ done: false, value: event })
      return
    }
    if (this.#waiting.length - this.#oldest >= this.#capacity) {
      if (this.#fails) {
        const waiting = `${this.#capacity} events wait to be read and another one came`
        this.#error = new BallastError(ErrorCode.CAPACITY, `${waiting}: read faster, or ask for more room`)
        this.end()
        return
      }
      this.#take()
      this.dropped += 1
    }
    this.#waiting.push(event)
  }

  end(): void {
    this.#ended = true
    this.#leave()
    const readers = this.#readers
    this.#readers = []
    for (const reader of readers) reader.resolve({ done: true, value: undefined })
  }

  async next(): Promise<IteratorResult<Event>> {
    if (this.#waiting.length > this.#oldest) return { done: false, value: this.#take() }
    const error = this.#error
    this.#error = null
    if (error !== null) throw error
    if (this.#ended) return { done: true, value: undefined }
    return new Promise((resolve, reject) => this.#readers.push({ resolve, reject }))
  }

  /** Leaving a `for await` loop ends the subscription. */
  async return(): Promise<IteratorResult<Event>> {
    this.#waiting = []
    this.#oldest = 0
    this.end()
    return { done: true, value: undefined }
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  #take(): Event {
    const event = this.#waiting[this.#oldest]!
    this.#oldest += 1
    // Room is given back in large pieces, so that reading stays cheap.
    if (this.#oldest >= 1024 && 2 * this.#oldest >= this.#waiting.length) {
      this.#waiting = this.#waiting.slice(this.#oldest)
      this.#oldest = 0
    }
    return event
  }
}
