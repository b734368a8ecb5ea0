// ballast prove <folder>: a proof of one account's place in the ADL queue of a round that is played for it.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import { type Command, Option } from 'commander'
import { BallastError, demand, ErrorCode } from '../core/errors.ts'
import { MAX_ID, MAX_TIME_MS } from '../core/limits.ts'
import { openBeforeRound } from '../engine/before-round.ts'
import type { Engine } from '../engine/engine.ts'
import { differenceOf } from '../engine/round-result.ts'
import { type Decimal, unitsToDecimal } from '../fixed/decimal.ts'
import { nodeDisk } from '../journal/node-disk.ts'
import type { KernelName } from '../kernel/kernel.ts'
import type { PolicyName } from '../policies/known.ts'
import type { RankProof } from '../proof/rank-proof.ts'
import { fillEngine, openScenario, pulseOf } from '../scenario/load.ts'
import { MarkTape } from '../scenario/mark-tape.ts'
import { fileError } from '../scenario/place-error.ts'
import { applyBatch } from '../scenario/play-marks.ts'
import { liquidityOf } from '../scenario/round-terms.ts'
import type { Progress } from '../scenario/source.ts'
import { atMost, wholeNumber } from './check.ts'
import { EXIT_CODES_HELP, ExitCode } from './exit-codes.ts'
import { grouped } from './format.ts'
import { interruptible } from './interrupt.ts'
import { policiesFrom } from './policies-module.ts'
import { ProgressLine } from './progress.ts'
import { decimalOf, marketOf } from './rank.ts'
import { kernelOption, policyOption } from './replay.ts'
import { colorsFor } from './terminal.ts'

/** Of the one round that is proven, whatever memory that takes. */
const ALL = { mostKept: Number.MAX_SAFE_INTEGER }

interface ProveFlags {
  readonly market: string
  readonly side: 'long' | 'short'
  readonly account: number
  readonly secretFile: string
  readonly round?: number
  readonly at?: number
  readonly pass?: number
  readonly protected?: boolean
  readonly policy?: PolicyName
  readonly policies?: string
  readonly kernel: KernelName
  readonly out?: string
  readonly json?: boolean
}

interface Pulse {
  readonly onProgress: (progress: Progress) => void
  readonly signal: AbortSignal
}

interface Proven {
  readonly proof: RankProof
  /** For people: units of the engine. */
  readonly lotSize: Decimal
  readonly atom: Decimal
}

const HELP = `
Plays a scenario, or does a journal again up to a round, and proves where the account stood in a ranking of stage 6. The
bytes of the secret file are the secret: with those that the venue had, the root is the one that it has published
(docs/PROOFS.md). The proof is for the account's owner: it tells the position's size and score.

Examples:
  $ head -c 32 /dev/urandom > secret
  $ ballast prove my-venue --market BTC --side short --account 4 --secret-file secret --out proof.json
  $ ballast prove /var/lib/venue --round 17 --market BTC --side short --account 4 --secret-file secret --json
  $ ballast check-proof proof.json --root 9f2c…
${EXIT_CODES_HELP}`

export function addProve(program: Command, end: (code: ExitCode) => void): void {
  program
    .command('prove')
    .description("prove an account's place in the ADL queue of a round")
    .argument('<folder>', 'a scenario, or the journal of an engine')
    .requiredOption('--market <symbol>', 'symbol of the market')
    .addOption(new Option('--side <side>', 'whose positions').choices(['long', 'short']).makeOptionMandatory())
    .requiredOption('--account <id>', 'whose place', atMost(MAX_ID, 1))
    .requiredOption('--secret-file <file>', 'what salts are made from: 16 bytes or more')
    .addOption(
      new Option('--round <n>', 'which round (default: the last one in which the account has a place)')
        .argParser(atMost(Number.MAX_SAFE_INTEGER, 1))
        .conflicts('at'),
    )
    .option('--at <time>', 'the round of the last marks up to this time, in milliseconds', wholeNumber)
    .option('--pass <n>', 'of the round (default: the first one in which it has a place)', atMost(2 ** 32 - 1, 1))
    .option('--protected', 'the place of its hedged lots, where a position stands twice')
    .addOption(policyOption())
    .addOption(kernelOption())
    .option('--policies <module>', "a module that exports `policies`: those of a journal's own")
    .option('--out <file>', 'write the proof there, a new file')
    .option('--json', 'print the proof as one JSON document')
    .addHelpText('after', HELP)
    .action(async (folder: string, flags: ProveFlags) => end(await prove(folder, flags)))
}

async function prove(folder: string, flags: ProveFlags): Promise<ExitCode> {
  const { json = false, out, secretFile } = flags
  const progress = new ProgressLine(process.stderr)
  try {
    const secret = readSecret(secretFile)
    const play = isJournal(folder) ? fromJournal : fromScenario
    const result = await interruptible((signal) => play(folder, flags, secret, { onProgress: progress.show, signal }))
    progress.end()
    const document = `${JSON.stringify(result.proof, null, 2)}\n`
    if (out !== undefined) writeNew(out, document)
    process.stdout.write(json ? document : text(result, flags))
    return ExitCode.OK
  } finally {
    progress.end()
  }
}

async function fromScenario(folder: string, flags: ProveFlags, secret: Buffer, pulse: Pulse): Promise<Proven> {
  const { at = MAX_TIME_MS, kernel, policy } = flags
  const source = await openScenario(folder)
  const { engine } = await fillEngine(source, { kernel }, pulseOf(pulse))
  marketOf(engine, flags.market)
  if (policy !== undefined) engine.configureRound({ policy })
  const tape = await MarkTape.read(source, at, pulseOf(pulse))
  const wanted = flags.at === undefined ? flags.round : tape.batches
  const most = wanted ?? tape.batches
  demand(most > 0 && most <= tape.batches, ErrorCode.RANGE, () => `there are ${tape.batches} rounds, none is ${most}`)
  const liquidity = liquidityOf(source.venue)
  let proof: RankProof | null = null
  for (let round = 1; round <= most; round += 1) {
    await setImmediate()
    pulse.signal.throwIfAborted()
    const isWanted = round === (wanted ?? round)
    if (isWanted) engine.commitRankings(secret, ALL)
    applyBatch(engine, tape.batch(round - 1))
    engine.runRound({ liquidity })
    if (isWanted) proof = proofIn(engine, flags) ?? proof
    pulse.onProgress({ what: 'rounds', rows: round, done: round, total: most })
  }
  return proven(engine, flags, proof, wanted)
}

async function fromJournal(folder: string, flags: ProveFlags, secret: Buffer, pulse: Pulse): Promise<Proven> {
  const { kernel, round, policies } = flags
  demand(round !== undefined, ErrorCode.CONFIG, () => `${folder} is a journal: say which round with --round`)
  demand(flags.policy === undefined, ErrorCode.CONFIG, () => '--policy is for scenarios: a journal says its own')
  const { onProgress, signal } = pulse
  const { engine, play } = await openBeforeRound(nodeDisk, folder, round, {
    ...{ kernel, policies: await policiesFrom(policies), signal },
    onProgress: ({ records, bytes, totalBytes }) => {
      onProgress({ what: 'records', rows: records, done: Math.min(bytes, totalBytes), total: totalBytes })
    },
  })
  await using standing = engine
  marketOf(standing, flags.market)
  standing.commitRankings(secret, ALL)
  const { found: played, recorded } = play()
  const isOther = recorded !== null && differenceOf(recorded, played) !== null
  demand(!isOther, ErrorCode.JOURNAL_CORRUPT, () => `round ${round} comes to something else than was written down`)
  return proven(standing, flags, proofIn(standing, flags), round)
}

function proofIn(engine: Engine, flags: ProveFlags): RankProof | null {
  const { account, pass, side, protected: isProtected = false } = flags
  const market = engine.findMarket(flags.market)
  const isRanked = engine.rankings.some((made) => {
    return made.market === market && made.side === side && (pass === undefined || made.pass === pass)
  })
  if (!isRanked) return null
  const request = { market, side, account, protected: isProtected }
  return engine.proveRank(pass === undefined ? request : { ...request, pass })
}

function proven(engine: Engine, flags: ProveFlags, proof: RankProof | null, round: number | undefined): Proven {
  if (proof !== null) return { proof, lotSize: engine.market(proof.market).lotSize, atom: engine.atom }
  const { account, market, pass, side } = flags
  const when = round === undefined ? 'in no round' : `not in round ${round}`
  const which = pass === undefined ? '' : `, pass ${pass}`
  const message = `account ${account} has no place among the ${market} ${side}s that were ranked: ${when}${which}`
  throw new BallastError(ErrorCode.STATE, message)
}

function isJournal(folder: string): boolean {
  try {
    return readdirSync(folder).some((name) => /^(journal|snapshot)-[0-9]+\.ballast$/.test(name))
  } catch {
    // Whoever opens it as a scenario says why not.
    return false
  }
}

function readSecret(file: string): Buffer {
  try {
    return readFileSync(file)
  } catch (error) {
    throw fileError(error, file)
  }
}

function writeNew(file: string, content: string): void {
  try {
    writeFileSync(file, content, { flag: 'wx' })
  } catch (error) {
    throw fileError(error, file)
  }
}

function text({ proof, lotSize, atom }: Proven, flags: ProveFlags): string {
  const { account, candidates, notionalAtoms, pass, path, policy, rank, root, round, score, sizeLots } = proof
  const colors = colorsFor(process.stdout)
  const exact = score === null || typeof score === 'string' ? score : `${score.over}/${score.under}`
  const place = `Place ${grouped(rank)} of ${grouped(candidates)}`
  const lines = [
    `${colors.bold(place)} in the ADL queue of ${flags.market} ${flags.side}s`,
    colors.dim(`round ${round}, pass ${pass}, policy ${policy}`),
    `account   ${account}`,
    `size      ${unitsToDecimal(BigInt(sizeLots), lotSize)}`,
    `notional  ${unitsToDecimal(BigInt(notionalAtoms), atom)}`,
    `score     ${exact === null ? '–' : decimalOf(exact)}`,
    `root      ${root}`,
    `proof     ${path.length} hashes; ${flags.out === undefined ? '--json prints it, --out writes it' : flags.out}`,
  ]
  return `${lines.join('\n')}\n`
}
