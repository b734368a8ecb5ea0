// One truth everywhere: a long life has the same states and events inline and with a thread, on both kernels, with and
// without a journal and deaths in its middle, on every version of Node.
//
//   npm run one-truth -- [--seed S] [--steps N] [--nodes 20,22,24,26]

import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { differenceOf, liveOn, variants } from './variants.mjs'

const HELP = `usage: npm run one-truth -- [options]

  --seed S     of the life; 1 when left out
  --steps N    commands; 12,000 when left out
  --nodes A,B  versions of Node beside the one that runs this, from the npm package \`node\`; none when left out
  --help`

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    steps: { type: 'string', default: '12000' },
    nodes: { type: 'string', default: '' },
    help: { type: 'boolean', default: false },
  },
})

async function main() {
  if (values.help) return console.log(HELP)
  const module = pathToFileURL(join(dirname(dirname(import.meta.dirname)), 'dist/index.js')).href
  const terms = { seed: Number(values.seed), steps: Number(values.steps), checkEvery: 100 }
  const nodes = values.nodes === '' ? [] : values.nodes.split(',')
  const commands = [
    [process.version, [process.execPath]],
    ...nodes.map((version) => [`Node ${version}`, ['npx', '-y', '-p', `node@${version}`, 'node']]),
  ]
  let first = null
  for (const [version, command] of commands) {
    for (const variant of variants(terms.steps)) {
      const begun = performance.now()
      const told = await liveOn(command, module, terms, variant)
      first ??= told
      const difference = differenceOf(first, told)
      const seconds = ((performance.now() - begun) / 1000).toFixed(1)
      console.log(`${version.padEnd(10)} ${variant.name.padEnd(22)} ${told.get(`end ${terms.steps}`)}  ${seconds} s`)
      if (difference === null) continue
      console.error(`another truth, seed ${terms.seed}:\n  ${difference}`)
      process.exitCode = 1
    }
  }
  const rounds = [...first.keys()].filter((key) => key.startsWith('round ')).length
  console.log(`${first.size} lines the same everywhere, ${rounds} rounds with their events`)
}

await main()
