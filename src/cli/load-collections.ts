// Collections of garbage while a load test runs, those of rounds apart from the others: trades, checks and rankings
// promise to leave no garbage, rounds do not.

import { GCProfiler } from 'node:v8'

export class CollectionCount {
  count = 0
  pauseUs = 0
  worstUs = 0

  add(statistics: ReturnType<GCProfiler['stop']>['statistics']): void {
    for (const { cost } of statistics) {
      this.count += 1
      this.pauseUs += cost
      this.worstUs = Math.max(this.worstUs, cost)
    }
  }
}

export class Collections {
  readonly inRounds = new CollectionCount()
  readonly elsewhere = new CollectionCount()
  #profiler: GCProfiler | null = null
  #target = this.elsewhere

  begin(): void {
    this.#watch(this.elsewhere)
  }

  beginRound(): void {
    this.end()
    this.#watch(this.inRounds)
  }

  endRound(): void {
    this.end()
    this.#watch(this.elsewhere)
  }

  end(): void {
    const found = this.#profiler?.stop()
    this.#profiler = null
    if (found !== undefined) this.#target.add(found.statistics)
  }

  get count(): number {
    return this.inRounds.count + this.elsewhere.count
  }

  // A profiler that has been stopped cannot be started again.
  #watch(target: CollectionCount): void {
    this.#target = target
    this.#profiler = new GCProfiler()
    this.#profiler.start()
  }
}
