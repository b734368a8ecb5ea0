// A venue that is going to be killed: opens its folder, says what it found, and acknowledges command after command on
// its output, each when it is durable. Every state follows from the number of commands, so who counts can tell whether
// one is missing or was done twice.
//
//   node kill-child.mjs <module of openEngine> <folder>

const [, , module, folder] = process.argv
const { openEngine } = await import(module)

const capacity = { accounts: 100, positions: 100, markets: 2 }
const { engine, recovery, snapshots } = await openEngine(folder, { capacity, segmentBytes: 16_384, snapshotEvery: 700 })
if (engine.lastSequence === 0) engine.openAccount({ id: 1 })
const { cashAtoms } = engine.account(1)
process.stdout.write(
  `found ${engine.lastSequence} ${cashAtoms} ${engine.audit().findings.length} ${recovery?.snapshot ?? 0}\n`,
)

// Groups of different sizes, acknowledged as they become durable.
for (let group = 1; ; group = (group % 7) + 1) {
  for (let command = 0; command < group; command += 1) engine.deposit(1, BigInt(engine.lastSequence + 1))
  const durable = await engine.durable()
  process.stdout.write(`durable ${durable}\n`)
  if (durable % 97 === 0) {
    const isMade = await snapshots.make().then(
      () => true,
      () => false,
    )
    if (isMade) process.stdout.write('snapshot\n')
  }
}
