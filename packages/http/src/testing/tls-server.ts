import { once } from 'node:events'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { loopbackCertificate, loopbackKey } from './loopback-certificate.ts'

/** An HTTPS server on 127.0.0.1. */
export interface TlsServer extends AsyncDisposable {
  /** `https://127.0.0.1:PORT/` */
  readonly url: string
}

/** Starts an HTTPS server that answers every request with a text. Its certificate is `loopbackCertificate`. */
export async function startTlsServer(text: string): Promise<TlsServer> {
  const server = createServer({ key: loopbackKey, cert: loopbackCertificate }, (_, response) => void response.end(text))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `https://127.0.0.1:${port}/`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
    },
  }
}
