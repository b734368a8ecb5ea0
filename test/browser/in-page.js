// What tests ask inside of a page. Plain JavaScript, given to the page as text: it runs there, not here.

globalThis.inPage = {
  /** @returns whether every chart has its canvas */
  hasCharts: () => [...document.querySelectorAll('.chart')].every((chart) => chart.querySelector('canvas') !== null),

  figures: () => JSON.parse(document.getElementById('data').textContent).figures,

  /** Texts of the rows of a figure's table, without bars. */
  rows: (figure) => {
    const rows = [...document.querySelectorAll(`[data-figure="${figure}"] tbody tr`)]
    return rows.map((row) => [...row.querySelectorAll('th, td:not(.bar-cell)')].map((cell) => cell.textContent))
  },

  paper: () => getComputedStyle(document.body).backgroundColor,

  widths: () => [document.documentElement.scrollWidth, innerWidth],

  /** Of every chart the series of its legend: the colour, and how many pixels of the canvas have it, or nearly. */
  drawn: () => {
    const near = 40
    return [...document.querySelectorAll('figure:has(canvas)')].map((figure) => {
      const canvas = figure.querySelector('canvas')
      // A copy: the browser complains of a canvas that is read from again and again.
      const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d', { willReadFrequently: true })
      copy.drawImage(canvas, 0, 0)
      const { data } = copy.getImageData(0, 0, canvas.width, canvas.height)
      const series = [...figure.querySelectorAll('.chip[aria-pressed="true"]')].map((chip) => {
        const color = getComputedStyle(chip.querySelector('.swatch')).backgroundColor
        const [red, green, blue] = color.match(/\d+/g).map(Number)
        let pixels = 0
        for (let at = 0; at < data.length; at += 4) {
          const distance = Math.abs(data[at] - red) + Math.abs(data[at + 1] - green) + Math.abs(data[at + 2] - blue)
          if (data[at + 3] > 200 && distance < near) pixels += 1
        }
        return { name: chip.querySelector('.name').textContent, color, pixels }
      })
      return { figure: figure.id, series }
    })
  },

  /** What keeps people from reading the page, a line each. */
  barriers: async () => {
    const { violations } = await globalThis.axe.run()
    const bad = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
    return bad.flatMap(({ id, impact, nodes }) => {
      return nodes.map(({ target, failureSummary }) => `${impact} ${id}: ${target.join(' ')}: ${failureSummary}`)
    })
  },

  /** Puts a script and a handler into the page. @returns whether one of them ran */
  attack: async () => {
    const script = document.createElement('script')
    script.textContent = 'globalThis.ran = true'
    const image = document.createElement('img')
    image.setAttribute('onerror', 'globalThis.ran = true')
    image.src = 'x'
    document.body.append(script, image)
    await new Promise((done) => setTimeout(done, 200))
    return 'ran' in globalThis
  },

  scrollTo: (figure) => {
    const { top } = document.getElementById(`figure-${figure}`).getBoundingClientRect()
    scrollTo({ top: top + scrollY - 60, behavior: 'instant' })
  },
}
