// ballast check-proof <file>: whether a proof of a place in the ADL queue holds.

import { type Command, InvalidArgumentError } from 'commander'
import { BallastError, ErrorCode } from '../core/errors.ts'
import { checkProof, type ProofVerdict } from '../proof/check-proof.ts'
import { faultOf, isHash } from '../proof/proof-form.ts'
import type { RankProof } from '../proof/rank-proof.ts'
import { readJson } from '../scenario/read-json.ts'
import { EXIT_CODES_HELP, ExitCode } from './exit-codes.ts'
import { grouped } from './format.ts'
import { colorsFor } from './terminal.ts'

interface CheckProofFlags {
  readonly root?: string
  readonly json?: boolean
}

const HELP = `
Hashes what the proof says and its path up to the root of the ranking (docs/PROOFS.md). Without --root that is only held
against the root in the proof itself, which says nothing: give the one that the venue has published.

A finding (exit code 1) is a proof that does not hold.

Examples:
  $ ballast check-proof proof.json --root 9f2c…
  $ ballast check-proof proof.json --root 9f2c… --json | jq .verified
${EXIT_CODES_HELP}`

export function addCheckProof(program: Command, end: (code: ExitCode) => void): void {
  program
    .command('check-proof')
    .description('check the proof of a place in the ADL queue')
    .argument('<file>', 'the proof, as prove writes it')
    .option('--root <hex>', 'what the venue has published for this ranking', rootText)
    .option('--json', 'print one JSON document')
    .addHelpText('after', HELP)
    .action(async (file: string, flags: CheckProofFlags) => end(await check(file, flags)))
}

function rootText(text: string): string {
  const root = text.toLowerCase()
  if (!isHash(root)) throw new InvalidArgumentError('Expected 64 hexadecimal digits.')
  return root
}

async function check(file: string, { root, json = false }: CheckProofFlags): Promise<ExitCode> {
  const read = await readJson(file)
  const fault = faultOf(read)
  if (fault !== null) throw new BallastError(ErrorCode.CONFIG, `${file}: ${fault.message}`)
  const proof = read as RankProof
  const verdict = checkProof(proof, root)
  process.stdout.write(json ? document(proof, verdict, root) : text(proof, verdict, root))
  return verdict.verified ? ExitCode.OK : ExitCode.FINDING
}

function document(proof: RankProof, verdict: ProofVerdict, published: string | undefined): string {
  const { round, pass, market, side, policy, candidates, rank, account, root } = proof
  const says = { round, pass, market, side, policy, candidates, rank, account, root }
  return `${JSON.stringify({ ...verdict, published: published ?? null, ...says }, null, 2)}\n`
}

function text(proof: RankProof, verdict: ProofVerdict, published: string | undefined): string {
  const colors = colorsFor(process.stdout)
  if (!verdict.verified) return `${colors.red('does not hold:')} ${verdict.message}\n`
  const { account, candidates, market, pass, rank, round, root, side } = proof
  const where = `the ${side}s of market ${market}, round ${round}, pass ${pass}`
  const place = `account ${account} had place ${grouped(rank)} of ${grouped(candidates)} among ${where}`
  if (published !== undefined) return `${colors.green('holds:')} ${place}\n`
  return `fits its own root: ${place}\nIs this the root that was published?  ${root}\n`
}
