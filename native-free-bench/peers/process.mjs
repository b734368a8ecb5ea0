// A contender's process as the parent sees it: an order goes in as a line, a line of JSON comes back. Whatever happens
// to it, crash, silence or nonsense, becomes an error with its name, and it never outlives the comparison.

import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

/** The end of what a process has complained about is where it says why. */
const COMPLAINT_CHARACTERS = 2000

export class PeerProcess {
  #child
  #name
  #limitMs
  #ended
  #complaint = ''
  #order = 'start'
  /** How the order that is out is settled. */
  #waiting = null
  /** Why it will never answer again. */
  #broken = null

  /** @param limitMs how long any one answer may take */
  constructor({ name, command, args, limitMs }) {
    this.#name = name
    this.#limitMs = limitMs
    this.#child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'] })
    this.#ended = new Promise((resolve) => {
      this.#child.once('error', (cause) => {
        this.#fail(`could not be started: ${cause.message}`)
        resolve()
      })
      this.#child.once('close', (code, signal) => {
        this.#fail(`ended by itself with ${signal ?? code}`)
        resolve()
      })
    })
    // Writing to a process that has just died: `close` says so with the reason.
    this.#child.stdin.on('error', () => {})
    this.#child.stderr.setEncoding('utf8').on('data', (text) => {
      this.#complaint = (this.#complaint + text).slice(-COMPLAINT_CHARACTERS)
    })
    createInterface({ input: this.#child.stdout }).on('line', (line) => this.#take(line))
  }

  /** What it says when its book is prepared. */
  started() {
    return this.#answer()
  }

  /** Gives an order. @throws Error that names the peer when no answer comes in time */
  ask(order) {
    this.#order = order
    const answer = this.#answer()
    this.#child.stdin.write(`${order}\n`)
    return answer
  }

  /** Ends the process, whatever it is doing; resolves when it is gone. */
  async end() {
    this.#broken ??= new Error(`${this.#name} has been ended`)
    this.#child.kill('SIGKILL')
    await this.#ended
  }

  async #answer() {
    if (this.#broken !== null) throw this.#broken
    let timer
    const answer = new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject }
      const late = () => this.#fail(`gave no answer to "${this.#order}" within ${this.#limitMs / 1000} s`)
      timer = setTimeout(late, this.#limitMs)
    })
    try {
      return await answer
    } finally {
      clearTimeout(timer)
      this.#waiting = null
    }
  }

  #take(line) {
    let said
    try {
      said = JSON.parse(line)
    } catch {
      this.#fail(`answered "${this.#order}" with ${line.slice(0, 200)}`)
      return
    }
    this.#waiting?.resolve(said)
  }

  #fail(what) {
    if (this.#broken !== null) return
    const complaint = this.#complaint === '' ? '' : `\n${this.#complaint.trimEnd()}`
    this.#broken = new Error(`peer ${this.#name} ${what}${complaint}`)
    this.#waiting?.reject(this.#broken)
  }
}
