// The process of one contender that runs on Node. It prepares its book in the form that it likes, then does as it is
// told, a line at a time, and times its own work; how the lines are written and read costs nobody anything.
//
//   argv      module of the contender, question, parameters as JSON
//   says      {"ready": what it is}, or {"leftOut": why} when it cannot take part
//   run       does the work once          {"ms": milliseconds}
//   answer    what the last run found     {"answer": {…}}

import { createInterface } from 'node:readline'
import { settle } from '../measure.mjs'

const [contender, question, parameters] = process.argv.slice(2)
const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`)

const { prepare } = await import(new URL(contender, import.meta.url))
const { leftOut, about, run, answer } = await prepare(question, JSON.parse(parameters))
if (leftOut !== undefined) {
  say({ leftOut })
  process.exit(0)
}
settle()
say({ ready: about })

let found
for await (const order of createInterface({ input: process.stdin })) {
  if (order === 'answer') {
    say({ answer: answer(found) })
    continue
  }
  const start = performance.now()
  found = await run()
  say({ ms: performance.now() - start })
}
// Nobody speaks any more: the parent has ended.
process.exit(0)
