// Policies of a venue's own, which a journal knows by name only.

import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { BallastError, ErrorCode } from '../core/errors.ts'
import type { Policy } from '../policies/policy.ts'

/** @throws BallastError ERR_FILE when there is no such module, or it exports no `policies` */
export async function policiesFrom(module: string | undefined): Promise<readonly Policy[]> {
  if (module === undefined) return []
  let found: { readonly policies?: unknown }
  try {
    found = await import(pathToFileURL(resolve(module)).href)
  } catch (cause) {
    throw new BallastError(ErrorCode.FILE, `${module} cannot be imported: ${String(cause)}`, { cause })
  }
  if (Array.isArray(found.policies)) return found.policies as Policy[]
  throw new BallastError(ErrorCode.FILE, `${module} exports no list of the name policies`)
}
