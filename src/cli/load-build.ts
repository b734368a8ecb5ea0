// The book of a load test: generated straight into an engine, with threads when they are asked for.

import { createEngine } from '../engine/engine.ts'
import type { KernelName } from '../kernel/kernel.ts'
import { openGenerator } from '../scenario/generator.ts'
import { importBook } from '../scenario/import-book.ts'
import { engineOptions, pulseOf } from '../scenario/load.ts'
import { deepBooks } from '../scenario/load-depth.ts'
import { LoadWorkload } from '../scenario/load-workload.ts'
import type { Progress } from '../scenario/source.ts'
import type { GeneratorSizes } from '../scenario/venue-schema.ts'
import type { AccountLaw } from '../sim/trade-flow.ts'
import type { VenueParts } from './load-venue.ts'

export interface BuildTerms {
  readonly sizes: GeneratorSizes
  readonly law: AccountLaw
  readonly kernel: KernelName
  /** Beside the main thread. */
  readonly threads: number
}

export interface BuildHooks {
  /** How much of the whole is done, 0 … 1, and what it is at. */
  readonly onProgress: (share: number, detail: Progress) => void
  readonly signal: AbortSignal
}

/** @throws BallastError ERR_MEMORY for a book that is too large, ERR_THREADS for threads that do not stand */
export async function buildVenue(terms: BuildTerms, { onProgress, signal }: BuildHooks): Promise<VenueParts> {
  const { sizes, law, kernel, threads } = terms
  const source = openGenerator(sizes)
  const executor = threads > 0 ? { threads } : 'inline'
  const engine = createEngine({ ...engineOptions(source), kernel, executor })
  try {
    // Accounts and positions are a pass each, of about the same length.
    const passes = ['accounts', 'positions']
    const pulse = pulseOf({
      onProgress: (progress) => {
        const { what, done, total } = progress
        onProgress((passes.indexOf(what) + done / Math.max(1, total)) / passes.length, progress)
      },
      signal,
    })
    const { pools } = await importBook(engine, source, pulse)
    // The fund is spent: a round that pools pay for would not be one of ADL.
    for (const pool of pools.values()) engine.holdPool(pool, true)
    await engine.ready()
    const liquidity = deepBooks(source.venue)
    return { engine, workload: new LoadWorkload(sizes, law), liquidity }
  } catch (error) {
    await engine[Symbol.asyncDispose]()
    throw error
  }
}
