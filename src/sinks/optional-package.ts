// Packages that only those install who want the format: an engine alone does without.

import { BallastError, ErrorCode } from '../core/errors.ts'

/**
 * @param load imports it: `() => import('…')`, in the file that uses it
 * @throws BallastError ERR_CONFIG with the command that installs it
 */
export async function optionalPackage<Module>(
  format: string,
  name: string,
  load: () => Promise<Module>,
): Promise<Module> {
  try {
    return await load()
  } catch (error) {
    const { code, message } = error as { code?: unknown; message?: unknown }
    // A package that is there and lacks one of its own is another mistake.
    if (code !== 'ERR_MODULE_NOT_FOUND' || !String(message).includes(`'${name}'`)) throw error
    const what = `${format} needs the package ${name}, which is not installed: npm install ${name}`
    throw new BallastError(ErrorCode.CONFIG, what, { cause: error })
  }
}
