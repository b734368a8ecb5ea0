// The comparison with peers as lines of text.

const HEADS = ['median ms', 'p10', 'p90', 'ratio']

const WHAT = {
  check: ({ accounts, positions }, found) => `check of ${accounts} accounts, ${positions} positions: ${found} flagged`,
  rank: ({ candidates }, found) => `ranking of ${candidates} candidates: the first ${found} in order`,
}

export function peerLines(result) {
  return Object.keys(WHAT).flatMap((question) => {
    const { answers, contenders, leftOut } = result[question]
    return [
      WHAT[question](result.size, answers),
      `  ${'contender'.padEnd(20)}${HEADS.map((head) => head.padStart(11)).join('')}  answers`,
      ...contenders.map(contenderLine),
      ...leftOut.map(({ name, reason }) => `  ${name.padEnd(20)} left out: ${reason}`),
    ]
  })
}

function contenderLine({ name, about, time, ratio, differ, marginal, agrees }) {
  const numbers = [time.median, time.p10, time.p90, ratio].map((value) => value.toFixed(2).padStart(11)).join('')
  const seen = differ === 0 ? 'equal' : `${differ} differ, ${marginal} marginal${agrees ? '' : ': WRONG'}`
  return `  ${name.padEnd(20)}${numbers}  ${seen} (${about})`
}
