// A package that only the comparison needs. Called in the process of a contender alone: what it loads may be native.

/** @returns the package, or why there is none */
export async function loadPeer(name) {
  try {
    const module = await import(name)
    return { module: module.default ?? module }
  } catch (error) {
    const absent = error.code === 'ERR_MODULE_NOT_FOUND' && error.message.includes(`'${name}'`)
    if (absent) return { leftOut: `${name} is not installed (npm ci --prefix native-free-bench)` }
    return { leftOut: `${name} could not be loaded: ${error.message.split('\n')[0]}` }
  }
}
