// What the profilers call a function, made short: kernels by their place in `assembly/`, files from the project's root.

import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const KERNELS = 'src/kernel/assembly/'

/** `src/kernel/assembly/margin/scan` is `margin/scan`; undefined when it is no function of WebAssembly. */
export function kernelName(name) {
  if (name.startsWith(KERNELS)) return name.slice(KERNELS.length)
  return name.startsWith('wasm-function[') ? name : undefined
}

/** File and line, 1 for the first: relative to the project's root, or as Node names its own. */
export function placeOf(url, line) {
  const path = url.startsWith('file://') ? fileURLToPath(url) : url
  return `${path.startsWith(ROOT) ? path.slice(ROOT.length) : path}:${line}`
}
