import { hierarchy, treemap, treemapSquarify } from 'd3-hierarchy'
import type { ReportShare } from './report-data.ts'

/** One rectangle of a treemap, in percent of its width and height. */
export interface Tile {
  readonly layer: number
  readonly name: string
  readonly bytes: number
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** Packages below this share of the image are drawn as one. */
const LEAST_SHARE = 0.004

interface Shape {
  readonly layer: number
  readonly name: string
  readonly bytes: number
  readonly children?: readonly Shape[]
}

/**
 * Rectangles whose areas are as the bytes of the packages, those of one layer side by side.
 *
 * @param aspect width by height of the place that it is drawn in
 */
export function treemapTiles(shares: readonly ReportShare[], aspect: number): Tile[] {
  if (shares.length === 0) return []
  const total = shares.reduce((sum, { bytes }) => sum + bytes, 0)
  const layers = [...Map.groupBy(shares, ({ layer }) => layer)]
  const root: Shape = {
    layer: -1,
    name: '',
    bytes: 0,
    children: layers.map(([layer, own]) => ({ layer, name: '', bytes: 0, children: joinSmall(own, total) })),
  }
  const width = 1000 * aspect
  const tree = hierarchy(root, ({ children }) => children)
    .sum(({ bytes }) => bytes)
    .sort((a, b) => (b.value ?? 0) - (a.value ?? 0))
  const placed = treemap<Shape>().tile(treemapSquarify).size([width, 1000])(tree)
  return placed.leaves().map(({ data: { layer, name, bytes }, x0, x1, y0, y1 }) => ({
    layer,
    name,
    bytes,
    left: percent(x0 / width),
    top: percent(y0 / 1000),
    width: percent((x1 - x0) / width),
    height: percent((y1 - y0) / 1000),
  }))
}

function joinSmall(shares: readonly ReportShare[], total: number): Shape[] {
  const small = shares.filter(({ bytes }) => bytes < total * LEAST_SHARE)
  if (small.length < 2) return [...shares]
  const bytes = small.reduce((sum, share) => sum + share.bytes, 0)
  const joined = { layer: small[0]!.layer, name: `${small.length} small packages`, bytes }
  return [...shares.filter((share) => !small.includes(share)), joined]
}

function percent(share: number): number {
  return Math.round(share * 1e5) / 1e3
}
