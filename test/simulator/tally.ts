// What has been met: counts by name, and a hash over all of it in order, by which two plays of a seed are compared.

import { createHash } from 'node:crypto'

export class Tally {
  readonly counts = new Map<string, number>()
  readonly #hash = createHash('sha256')

  count(what: string, by = 1): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + by)
  }

  /** The same, and it belongs to what two plays have to have in common. */
  note(what: string, detail = ''): void {
    this.count(what)
    this.#hash.update(`${what} ${detail}\n`)
  }

  of(what: string): number {
    return this.counts.get(what) ?? 0
  }

  /** All names that begin so, without it. */
  under(prefix: string): Record<string, number> {
    const found = [...this.counts].filter(([what]) => what.startsWith(prefix))
    return Object.fromEntries(found.map(([what, count]) => [what.slice(prefix.length), count] as const).sort())
  }

  add(other: Tally): void {
    for (const [what, count] of other.counts) this.count(what, count)
  }

  /** To be asked once, at the end. */
  digest(): string {
    return this.#hash.digest('hex').slice(0, 16)
  }
}
