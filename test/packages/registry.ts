import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Tarball } from './tarballs.ts'

/** A registry of npm that serves our packages; the scope `@nacre` is led to it, all else comes from the usual one. */
export interface PackageRegistry extends AsyncDisposable {
  readonly url: string
}

/**
 * Serves tarballs as npm's registry does: a document for each package with its versions, and the files that it names.
 *
 * Source of the format: npm/registry, docs/responses/package-metadata.md.
 */
export async function startPackageRegistry(tarballs: readonly Tarball[]): Promise<PackageRegistry> {
  const server = createServer(({ url: path = '/' }, response) => {
    const name = decodeURIComponent(path.slice(1)).replace(/\.tgz$/, '')
    const found = tarballs.find((tarball) => tarball.name === name)
    if (found === undefined) response.writeHead(404).end()
    else if (path.endsWith('.tgz')) response.end(found.bytes)
    else response.setHeader('content-type', 'application/json').end(JSON.stringify(document(found, url)))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function document({ name, bytes, manifest }: Tarball, registry: string): object {
  const integrity = `sha512-${createHash('sha512').update(bytes).digest('base64')}`
  const dist = { tarball: `${registry}/${encodeURIComponent(name)}.tgz`, integrity }
  return {
    name,
    'dist-tags': { latest: manifest.version },
    versions: { [manifest.version]: { ...manifest, dist } },
  }
}
