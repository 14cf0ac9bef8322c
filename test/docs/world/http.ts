/**
 * `@nacre/http` as the documentation's programs get it: everything as it is, but requests for the hosts of the offline world go
 * to servers on this machine. Which host goes where stands in `NACRE_DOCS_WORLD`, as a JSON record of origins.
 */
import {
  createTransport as create,
  type HttpTransport,
  type TransportOptions,
} from '../../../packages/http/src/index.ts'

export * from '../../../packages/http/src/index.ts'

/** The real transport, with hosts of the offline world led to their servers. */
export function createTransport(options?: TransportOptions): HttpTransport {
  const real = create(options)
  return {
    request: (request) => real.request({ ...request, url: rerouted(request.url) }),
    close: () => real.close(),
    [Symbol.asyncDispose]: () => real.close(),
  }
}

function rerouted(url: string): string {
  const { hostname, pathname, search } = new URL(url)
  if (hostname === '127.0.0.1') return url
  const routes = JSON.parse(process.env['NACRE_DOCS_WORLD'] ?? '{}') as Record<string, string>
  const origin = routes[hostname]
  if (origin === undefined)
    throw new Error(`A program of the documentation asks for ${hostname}, which is not in test/docs/world.`)
  return `${origin}${pathname}${search}`
}
