// uPlot stands in the page as a script of its own, before this one.

type UPlot = import('uplot').default
declare const uPlot: typeof import('uplot').default
