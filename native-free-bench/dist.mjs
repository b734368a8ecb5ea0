// Where the built output is: what users get is what is measured. A test builds it elsewhere and says where.

import { pathToFileURL } from 'node:url'

const folder = process.env.BALLAST_DIST

/** A module of the built output. */
export function distUrl(path) {
  return folder === undefined ? new URL(`../dist/${path}`, import.meta.url) : new URL(path, `${pathToFileURL(folder)}/`)
}
