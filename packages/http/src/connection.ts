import type { Dispatcher } from 'undici'
import { parseAddress } from './address.ts'

/** Where connections come from. */
export interface ConnectionOptions {
  /** An undici dispatcher to use as it is (its own TLS, proxy and connect timeout). It is not closed with the transport. */
  readonly dispatcher?: Dispatcher | undefined
  /** Certificates in PEM of authorities to trust beside those that Node has. */
  readonly ca?: string | readonly string[] | undefined
  /** URL of an HTTP proxy; user information in it is sent to the proxy only. */
  readonly proxy?: string | undefined
}

/** A dispatcher that is opened once, when first needed. */
export interface Connection {
  open(): Promise<Dispatcher>
  close(): Promise<void>
}

async function authorities(own: string | readonly string[]): Promise<string[]> {
  const { rootCertificates } = await import('node:tls')
  return [...rootCertificates, ...(typeof own === 'string' ? [own] : own)]
}

async function openDispatcher(options: ConnectionOptions, connectTimeout: number): Promise<Dispatcher> {
  // Loaded here, so that importing this package costs nothing: undici takes some 60 ms.
  const { Agent, ProxyAgent } = await import('undici')
  const tls = options.ca === undefined ? {} : { ca: await authorities(options.ca) }
  if (options.proxy !== undefined) {
    parseAddress(options.proxy)
    return new ProxyAgent({ uri: options.proxy, requestTls: tls, proxyTls: tls, connectTimeout, allowH2: false })
  }
  // HTTP/1.1 only: over HTTP/2 a broken body of one response ends the others on the same connection.
  return new Agent({ connect: { ...tls, timeout: connectTimeout }, allowH2: false })
}

/** A connection for these options. Nothing is loaded or opened before `open` is called. */
export function connection(options: ConnectionOptions, connectTimeout: number): Connection {
  const { dispatcher } = options
  if (dispatcher !== undefined) return { open: async () => dispatcher, close: async () => {} }
  let opening: Promise<Dispatcher> | undefined
  return {
    open() {
      opening ??= openDispatcher(options, connectTimeout)
      return opening
    },
    async close() {
      const opened = await opening?.catch(() => undefined)
      opening = undefined
      await opened?.close()
    },
  }
}
