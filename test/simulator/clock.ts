// Time that only passes when the simulation says so: timers and `performance.now` of this process are its own as long
// as it is installed. What takes its turn by `setImmediate` is left alone, for that order depends on nothing else.

interface Timer {
  readonly atMs: number
  readonly call: () => void
}

interface Patched {
  setTimeout: unknown
  clearTimeout: unknown
}

export class Clock {
  nowMs = 0
  readonly #timers = new Set<Timer>()
  readonly #real = { setTimeout: globalThis.setTimeout, clearTimeout: globalThis.clearTimeout }

  /** @returns how to give the process its own time back */
  install(): () => void {
    const patched = globalThis as Patched
    patched.setTimeout = (call: () => void, delayMs = 0) => this.#set(call, delayMs)
    patched.clearTimeout = (timer: Timer | undefined) => this.#timers.delete(timer!)
    Object.defineProperty(performance, 'now', { value: () => this.nowMs, configurable: true })
    return () => {
      Object.assign(patched, this.#real)
      Reflect.deleteProperty(performance, 'now')
    }
  }

  advance(ms: number): void {
    this.nowMs += ms
    const due = [...this.#timers].filter(({ atMs }) => atMs <= this.nowMs).sort((a, b) => a.atMs - b.atMs)
    for (const timer of due) {
      // One of those before may have taken it back.
      if (this.#timers.delete(timer)) timer.call()
    }
  }

  #set(call: () => void, delayMs: number): object {
    const timer: Timer = { atMs: this.nowMs + delayMs, call }
    this.#timers.add(timer)
    return Object.assign(timer, { unref: () => timer, ref: () => timer, hasRef: () => false })
  }
}

/** Whether time passes by itself: then no clock is installed. */
export function hasTime(): boolean {
  return !Object.hasOwn(performance, 'now')
}

/** A turn of the event loop. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
