// `npm run paper`: the published auto-deleveraging event of 10 October 2025, recomputed from its data files, beside the
// published sums. Exact but for Spearman's rho. The files are not part of the project: without them it ends with 3.

import { existsSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { ASSUMPTIONS, readEvents, SELECTIONS } from './paper-events.mjs'
import { printCorrelations, printWaves } from './paper-print.mjs'
import { correlate, loadPolicies } from './paper-scores.mjs'
import { recomputeWaves, wavesAsJson } from './paper-waves.mjs'

const ROOT = fileURLToPath(new URL('../', import.meta.url))
const DATA = join(ROOT, '../shared/data')
const WAVES = 'paper-2512.01112'
const EVENTS = 'oct-10-2025'

const HELP = `usage: node native-free-bench/paper.mjs [options]

  --data FOLDER  where the data is, ../shared/data beside the project when left out: in it
                 ${WAVES}/  wave_coin_gap_per_contract.csv, policy_per_wave_metrics.csv
                 ${EVENTS}/       adl_events_sample.csv
  --json         one JSON document instead of tables
  --help

Exit codes: 0 done, 2 usage, 3 no data or bad data.`

const USAGE = 2
const INPUT = 3

function readOptions() {
  const options = {
    data: { type: 'string', default: DATA },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  }
  return parseArgs({ options }).values
}

function missingIn(data) {
  return [WAVES, EVENTS].map((name) => join(data, name)).find((folder) => !existsSync(folder))
}

async function main() {
  let options
  try {
    options = readOptions()
  } catch (error) {
    console.error(error.message)
    return USAGE
  }
  if (options.help) {
    console.log(HELP)
    return 0
  }
  const data = resolve(options.data)
  const missing = missingIn(data)
  if (missing !== undefined) {
    const what = 'the data files of the ADL event of 10 October 2025 (CSV, not part of the project; --data says where)'
    console.error(`nothing recomputed: ${relative(process.cwd(), missing)} is not there: it would hold ${what}`)
    return INPUT
  }
  try {
    const waves = recomputeWaves(join(data, WAVES))
    const { policies, note } = await loadPolicies()
    const correlations = correlate(readEvents(join(data, EVENTS)), policies)
    if (options.json) {
      const scores = { selections: SELECTIONS, assumptions: ASSUMPTIONS, policies: note, coins: correlations }
      console.log(JSON.stringify({ budgets: wavesAsJson(waves), scores }, null, 2))
    } else {
      printWaves(waves)
      printCorrelations(correlations, note)
    }
    return 0
  } catch (error) {
    console.error(error.message)
    return INPUT
  }
}

process.exitCode = await main()
