// What was expected of the journal, what was seen, and its lines.

const fixed = (value, digits = 2) => value.toFixed(digits)
const million = (rate) => `${fixed(rate / 1e6)} M`

/** Adds every expectation; returns what may never happen. */
export function judgeJournal({ rates, sync, snapshot }, { atLeast, atMost }) {
  for (const { each, share, kept, all, recovery } of rates) {
    if (each === 1) {
      atLeast('single trades with a journal', kept / 1e6, 0.5, 'M/s')
      continue
    }
    atLeast(`trades with a journal, batches of ${each}, of those without`, share * 100, 80, '%')
    atLeast(`trades a second of a recovery, batches of ${each}`, all / recovery.ms / 1000, 2, 'M/s')
  }
  atMost(`time of ${sync.clients} callers a sync, over the disk's own`, sync.ratio, 2)
  atMost('growth of memory in a recovery', Math.max(...rates.map(({ recovery }) => recovery.grownMiB)), 32, 'MiB')
  atMost('longest gap beside a snapshot, over that without', snapshot.during.most - snapshot.without.most, 1, 'ms')
  return rates.every(({ same }) => same) ? [] : ['what was recovered is not what was journaled']
}

export function printJournal({ rates, sync, snapshot }) {
  console.log("\njournal, 'interval': trades a second without and with it, by turns")
  for (const { each, trades, all, bare, kept, share, recovery } of rates) {
    const what = each === 1 ? 'single trades' : `batches of ${each}`
    const figures = `${million(bare)} without, ${million(kept)} with: ${fixed(share * 100, 0)} %`
    console.log(`  ${what.padEnd(18)}${trades} trades a round: ${figures}`)
    const { records, ms, mibPerSecond, grownMiB } = recovery
    console.log(
      `${' '.repeat(20)}recovered ${all} in ${fixed(ms / 1000)} s: ${million((all * 1000) / ms)} a second, ` +
        `${records} records, ${fixed(mibPerSecond, 0)} MiB/s, memory grew by ${fixed(grownMiB, 1)} MiB`,
    )
  }
  const { clients, groups, groupsPerSecond, diskPerSecond, ratio, acknowledgedPerSecond } = sync
  console.log(
    `  'sync', ${clients} callers, ${groups} syncs a round: ${fixed(groupsPerSecond, 0)} syncs a second, the disk ` +
      `itself ${fixed(diskPerSecond, 0)}: ${fixed(ratio)} ×; ${acknowledgedPerSecond} commands a second`,
  )
  const { during, without } = snapshot
  console.log(
    `  snapshot: ${fixed(snapshot.ms, 0)} ms by another thread; longest gap between turns ${fixed(during.most)} ms, ` +
      `p99.9 ${fixed(during.p999)} (${during.turns} turns); without it ${fixed(without.most)} and ` +
      `${fixed(without.p999)} (${without.turns} turns)`,
  )
}
