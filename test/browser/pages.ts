// The pages that are looked at, as files in a temporary folder that goes when the process ends.

import { writeFileSync } from 'node:fs'
import type { RoundEvent } from '../../src/engine/round-events.ts'
import type { PageData } from '../../src/page/page-data.ts'
import { renderPage } from '../../src/page/render-page.ts'
import { RunTally } from '../../src/page/run-tally.ts'
import { everySection } from '../page/made-up.ts'
import { crash, generated, pageOf, played } from '../page/played.ts'
import { freePath } from '../scenario/folders.ts'
import { gridPlayed } from '../stress/stress-page.ts'

export const HOSTILE = '<img/src=x/onerror=alert(1)>'

function written(data: PageData): string {
  const file = `${freePath()}.html`
  writeFileSync(file, renderPage(data))
  return file
}

/** Deleveraging, and every section that there is. */
export const crashPage = async () => written(pageOf(await played(crash()), everySection))

/** Many accounts and markets. */
export const widePage = async () => written(pageOf(await played(generated('9', 2_000))))

/** A grid: its answers, and the worst run. */
export const gridPage = async () => written((await gridPlayed()).page)

/** A market whose symbol wants to be HTML. */
export const hostilePage = async () => written(pageOf(await played(crash({}, HOSTILE)), { title: HOSTILE }))

/** The rounds of a crash again and again, until there are so many events; what they come to means nothing. */
export async function longPage(events: number): Promise<string> {
  const { engine, events: told, ticks } = await played(crash())
  const tally = new RunTally(engine)
  for (let count = 0; count < events; count += told.length) {
    for (const event of told) tally.event({ ...event, round: event.round + count } as RoundEvent)
    for (const tick of ticks) tally.tick({ ...tick, timeMs: tick.timeMs + count })
  }
  return written(pageOf({ engine, events: told, ticks, run: tally.record() }))
}
