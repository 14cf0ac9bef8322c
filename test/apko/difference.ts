import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { collect } from '@nacre/archive'
import type { BuiltImage } from '@nacre/core'

interface Manifest {
  readonly layers: readonly { readonly digest: string }[]
}

/**
 * Where the uncompressed layers of apko and nacre part, for a report: `amd64 layer 0: byte 1234 of 5678`. Nothing where they
 * are equal.
 */
export async function layerDifferences(layout: string, built: BuiltImage): Promise<string[]> {
  const blob = (digest: string) => readFile(join(layout, 'blobs', 'sha256', digest.replace('sha256:', '')))
  const index = JSON.parse(await readFile(join(layout, 'index.json'), 'utf8')) as {
    manifests: { digest: string; platform: { architecture: string; variant?: string } }[]
  }
  const differences: string[] = []
  for (const { digest, platform } of index.manifests) {
    const arch = [platform.architecture, platform.variant].filter(Boolean).join('/')
    const manifest = JSON.parse((await blob(digest)).toString()) as Manifest
    const ours = built.arch(arch).layers
    for (const [i, layer] of manifest.layers.slice(-ours.length).entries()) {
      const theirs = gunzipSync(await blob(layer.digest))
      const mine = await collect(ours[i]!.openPlain(), { limit: 1 << 30 })
      const at = firstDifference(theirs, mine)
      if (at !== undefined)
        differences.push(`${arch} layer ${i}: byte ${at} of ${theirs.length}, entry ${entryAt(theirs, at)}`)
    }
  }
  return differences
}

function firstDifference(a: Uint8Array, b: Uint8Array): number | undefined {
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) if (a[i] !== b[i]) return i
  return a.length === b.length ? undefined : length
}

// The name in the last header block at or before an offset.
function entryAt(tar: Buffer, offset: number): string {
  for (let block = offset - (offset % 512); block >= 0; block -= 512) {
    if (tar.toString('latin1', block + 257, block + 262) === 'ustar')
      return tar.toString('latin1', block, tar.indexOf(0, block))
  }
  return '?'
}
