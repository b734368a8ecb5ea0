// The promise of the folder's name: no native addon is needed, built or loaded. The guard watches the only door through
// which one comes in (`process.dlopen`) and reads the list of shared objects that the process itself reports.

const seen = []
const dlopen = process.dlopen

// Installed when this module is evaluated, so it has to be the first import of an entry.
process.dlopen = function watched(module, filename, ...rest) {
  seen.push(filename)
  return Reflect.apply(dlopen, process, [module, filename, ...rest])
}

/** Addons that the process has mapped now: shared objects that end in `.node`. */
export function loadedAddons() {
  process.report.excludeNetwork = true
  return process.report.getReport().sharedObjects.filter((file) => file.endsWith('.node'))
}

/** What was seen since the start. @throws Error when an addon was opened or is mapped */
export function assertNativeFree(when) {
  const mapped = loadedAddons()
  if (seen.length > 0 || mapped.length > 0) {
    throw new Error(`a native addon is loaded ${when}: ${[...new Set([...seen, ...mapped])].join(', ')}`)
  }
  return { when, opened: 0, mapped: 0 }
}
