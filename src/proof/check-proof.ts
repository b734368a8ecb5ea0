// Whether a proof of a place in the queue holds. Nothing is needed but the proof, the root that was published, and
// SHA-256; docs/PROOFS.md says how to do the same in another language.

import { headFrom } from './merkle-tree.ts'
import { type FormFault, faultOf, isHash } from './proof-form.ts'
import { contextBytes, FactBytes, LeafHasher, rootOf } from './rank-leaf.ts'
import type { ProofScore, RankProof } from './rank-proof.ts'

export type ProofVerdict =
  | { readonly verified: true }
  | {
      readonly verified: false
      /** The field that is wrong by itself, 'root' when another root comes out, 'published' when it is another one. */
      readonly differs: string
      readonly message: string
    }

/**
 * Never throws, whatever a JSON file may hold.
 *
 * @param root that the venue has published for this ranking. Without it a proof only fits itself, which says nothing.
 */
export function checkProof(proof: RankProof, root?: string): ProofVerdict {
  const fault = faultOf(proof)
  if (fault !== null) return differs(fault)
  const made = madeRoot(proof)
  if (made === null) {
    const message = `path has ${proof.path.length} hashes, which lead from no rank ${proof.rank} of ${proof.candidates}`
    return differs({ field: 'path', message })
  }
  if (made !== proof.root) return differs({ field: 'root', message: `root is ${proof.root}, the rest makes ${made}` })
  if (root === undefined || root === proof.root) return { verified: true }
  const given = isHash(root) ? root : 'not 64 hexadecimal digits in lower case'
  return differs({ field: 'published', message: `the published root is ${given}, that of the proof ${proof.root}` })
}

function differs({ field, message }: FormFault): ProofVerdict {
  return { verified: false, differs: field, message }
}

/** null: the path does not fit rank and candidates. */
function madeRoot(proof: RankProof): string | null {
  const context = contextBytes(proof)
  const facts = new FactBytes(64)
  const { account, candidates, group, path, rank, salt } = proof
  const [lots, notionalAtoms] = [BigInt(proof.sizeLots), BigInt(proof.notionalAtoms)]
  facts.add({ group, lots, notionalAtoms, score: scoreOf(proof.score) })
  const leaf = new LeafHasher(context).of(salt, rank, account, facts.part(0, facts.length))
  const head = headFrom(leaf, rank - 1, candidates, path)
  return head === null ? null : rootOf(context, candidates, head)
}

function scoreOf(score: ProofScore) {
  if (score === null || typeof score === 'string') return score
  return { over: BigInt(score.over), under: BigInt(score.under) }
}
