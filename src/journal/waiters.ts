// Who waits for a number: promises that are kept in the order of their numbers.

interface Waiter {
  readonly number: number
  readonly promise: Promise<number>
  resolve(reached: number): void
  reject(error: Error): void
}

export class Waiters {
  readonly #waiting: Waiter[] = []
  /** Those before this index have been told. */
  #told = 0

  /** Resolves with the number that has been reached when that is `number` or above. */
  add(number: number): Promise<number> {
    const last = this.#waiting.at(-1)
    if (last?.number === number) return last.promise
    const { promise, resolve, reject } = settleable()
    let index = this.#waiting.length
    while (index > this.#told && this.#waiting[index - 1]!.number > number) index -= 1
    this.#waiting.splice(index, 0, { number, promise, resolve, reject })
    return promise
  }

  reach(number: number): void {
    while (this.#told < this.#waiting.length && this.#waiting[this.#told]!.number <= number) {
      this.#waiting[this.#told]!.resolve(number)
      this.#told += 1
    }
    this.#forgetTold()
  }

  fail(error: Error): void {
    for (const waiter of this.#waiting.splice(this.#told)) waiter.reject(error)
    this.#forgetTold()
  }

  // Moves the rest to the front only when it is the smaller half, so that a waiter is moved about once.
  #forgetTold(): void {
    if (this.#told * 2 < this.#waiting.length) return
    this.#waiting.splice(0, this.#told)
    this.#told = 0
  }
}

function settleable() {
  let resolve: (reached: number) => void = () => {}
  let reject: (error: Error) => void = () => {}
  const promise = new Promise<number>((keep, fail) => {
    resolve = keep
    reject = fail
  })
  return { promise, resolve, reject }
}

/** A callback that throws is a mistake of its own program: it must not stop the journal. */
export function callOut(call: () => void): void {
  try {
    call()
  } catch (error) {
    process.nextTick(() => {
      throw error
    })
  }
}
