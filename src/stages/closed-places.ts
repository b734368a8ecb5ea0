// Places of a ranking that have no lots left, so that nobody looks at them again: each knows one behind it that may.
//
// Reads, writes: its own column. Bound: nearly constant a place (paths are halved as they are walked; Tarjan and van
// Leeuwen, Worst-case analysis of set union algorithms, 1984). Allocation: a column as long as the last closed place.
// Deterministic.

export class ClosedPlaces {
  /** 0: open; else a place behind that may be open, every place between being closed. */
  #behind = new Int32Array(0)

  /** The first place from `place` on that is not closed. */
  openFrom(place: number): number {
    const behind = this.#behind
    let found = place
    for (let next = behind[found] ?? 0; next !== 0; next = behind[found] ?? 0) {
      const further = behind[next] ?? 0
      if (further !== 0) behind[found] = further
      found = next
    }
    return found
  }

  /** For good. */
  close(place: number): void {
    if (place >= this.#behind.length) {
      const longer = new Int32Array(Math.max(64, 2 * place))
      longer.set(this.#behind)
      this.#behind = longer
    }
    this.#behind[place] = place + 1
  }
}
