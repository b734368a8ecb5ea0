// Runs of a grid, sorted into those that have something in common.

import type { GridRun } from './grid-types.ts'

/** Runs with the same parts of a name, in the order in which they come. */
export function groups(
  runs: readonly GridRun[],
  name: (run: GridRun) => readonly (string | number | bigint)[],
): GridRun[][] {
  const found = new Map<string, GridRun[]>()
  for (const run of runs) {
    const key = name(run).join('\n')
    const group = found.get(key)
    if (group === undefined) found.set(key, [run])
    else group.push(run)
  }
  return [...found.values()]
}
