// Decimals as they stand in a file, exact: whole numbers of 10^-36. Nothing is rounded before it is printed.

const DECIMALS = 36
const ONE = 10n ** BigInt(DECIMALS)
const FORM = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/

/** @throws Error for what is no decimal, and for one that 36 places do not hold: it would be rounded unseen */
export function parseDecimal(text) {
  const [, sign, whole = '', part = '', power = '0'] = FORM.exec(text) ?? []
  if (whole === '' && part === '') throw new Error(`${JSON.stringify(text)} is no decimal`)
  const digits = BigInt(whole + part)
  const places = DECIMALS - part.length + Number(power)
  const scale = 10n ** BigInt(Math.abs(places))
  if (places < 0 && digits % scale !== 0n) throw new Error(`${text} has more than ${DECIMALS} decimal places`)
  const value = places < 0 ? digits / scale : digits * scale
  return sign === '-' ? -value : value
}

/** a · b, rounded to 10^-36: both have far fewer places than that. */
export function multiply(a, b) {
  return roundedQuotient(a * b, ONE)
}

export function roundedQuotient(over, under) {
  const [top, bottom] = under < 0n ? [-over, -under] : [over, under]
  const half = (2n * abs(top) + bottom) / (2n * bottom)
  return top < 0n ? -half : half
}

/** In units of 10^-places, half away from zero. */
export function toUnits(value, places) {
  return roundedQuotient(value * 10n ** BigInt(places), ONE)
}

export function abs(value) {
  return value < 0n ? -value : value
}

export function sum(values) {
  return values.reduce((total, value) => total + value, 0n)
}

/** Plain digits with so many places, as JSON has them: never "-0.00". */
export function toText(value, places = 2) {
  const units = toUnits(value, places)
  const digits = String(abs(units)).padStart(places + 1, '0')
  const sign = units < 0n ? '-' : ''
  return places === 0 ? sign + digits : `${sign}${digits.slice(0, -places)}.${digits.slice(-places)}`
}

/** The same for people. */
export function toMoney(value) {
  return toText(value).replace(/\B(?=(\d{3})+\.)/g, ',')
}
