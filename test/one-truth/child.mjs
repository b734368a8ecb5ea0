// Lives a life once, on the machinery that it is told, and prints what it came to, line by line.
//
//   node child.mjs <dist or src module> '{"seed":1,"steps":1000,"checkEvery":50,"kernel":"fast","threads":0}'
//
// With a folder it keeps a journal there, goes on from it, and dies by its own hand at command `dieAt`.

import { CAPACITY, live } from './life.mjs'

const [, , module, given] = process.argv
const { kernel, threads, folder, ...terms } = JSON.parse(given)
const dist = await import(module)
const executor = threads === 0 ? 'inline' : { threads }
const options = { capacity: CAPACITY, kernel, executor }
const kept = { ...options, durability: 'interval', segmentBytes: 262_144, snapshotEvery: 1_000, checkpointEvery: 100 }
const engine = folder === undefined ? dist.createEngine(options) : (await dist.openEngine(folder, kept)).engine
await live(dist, engine, terms, (line) => process.stdout.write(`${line}\n`))
await engine[Symbol.asyncDispose]()
