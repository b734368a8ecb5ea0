// `ballast verify` and `ballast inspect` on folders with damage and lies: they end with a finding or with bad input,
// never with a mistake of ours.

import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ballast } from '../cli/run.ts'
import { Chance } from '../oracles/chance.ts'
import { freePath } from '../scenario/folders.ts'
import { damage, lie } from './damage.ts'
import type { Report } from './finding.ts'
import { keptFolders } from './kept-files.ts'

export async function playCli(seed: number, report: Report): Promise<void> {
  const chance = new Chance(seed)
  const kept = chance.pick((await keptFolders()).filter(({ isEngine }) => isEngine))
  const files = new Map(kept.files)
  const what = chance.once(2) ? lie(files, chance) : damage(files, chance)
  const folder = freePath()
  mkdirSync(folder, { recursive: true })
  for (const [name, bytes] of files) writeFileSync(join(folder, name), bytes)
  const command = chance.pick(['verify', 'inspect'])
  report.inputs += 1
  const { code, signal, stderr } = await ballast([command, folder])
  const input = `ballast ${command}, ${kept.name}: ${what}`
  if (code === 0) report.accepted += 1
  else if (code === 1 || code === 3) report.refuse(`exit code ${code}`)
  else report.find(`exit code ${code ?? signal}: ${stderr.split('\n').slice(0, 3).join(' ').slice(0, 400)}`, input)
  rmSync(folder, { recursive: true })
}
