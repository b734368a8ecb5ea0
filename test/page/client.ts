// The script of the page as modules, as it is before it is put into one: plain JavaScript, without types here.

const part = (name: string) => import(new URL(`../../src/page/client/${name}.js`, import.meta.url).href)

export const [csv, filter, format, series] = await Promise.all([
  part('csv'),
  part('filter'),
  part('format'),
  part('series'),
])
