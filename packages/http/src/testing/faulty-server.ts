import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { type Reply, settleReply } from './reply.ts'

export type { Reply } from './reply.ts'

/** A request as the server got it. */
export interface ReceivedRequest {
  readonly method: string
  /** Path and query. */
  readonly path: string
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: Uint8Array
}

/** What a faulty server answers. */
export interface FaultyServerOptions {
  /**
   * Called for each request; `count` is how often this method and path came before. A list is gone through in order, and
   * its last element is repeated. Undefined is a 404.
   */
  readonly reply:
    | readonly Reply[]
    | ((request: ReceivedRequest, count: number) => Reply | undefined | Promise<Reply | undefined>)
}

/** An HTTP server on a free loopback port that misbehaves on demand. */
export interface FaultyServer extends AsyncDisposable {
  /** `http://127.0.0.1:PORT`, without a slash at the end. */
  readonly url: string
  /** Every request so far, in order of arrival. */
  readonly requests: readonly ReceivedRequest[]
  /** Most requests that were being answered at the same time. */
  readonly mostAtOnce: number
  /** Stops, and cuts connections that are open. */
  close(): Promise<void>
}

async function read(message: IncomingMessage): Promise<ReceivedRequest> {
  const chunks: Uint8Array[] = []
  for await (const chunk of message) chunks.push(chunk as Uint8Array)
  const headers = Object.entries(message.headers).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(', ') : value,
  ])
  return {
    method: message.method ?? 'GET',
    path: message.url ?? '/',
    headers: Object.fromEntries(headers),
    body: Buffer.concat(chunks),
  }
}

async function write(response: ServerResponse, bytes: Uint8Array, reply: Reply): Promise<void> {
  const piece = reply.pieces ?? Math.max(bytes.length, 1)
  for (let offset = 0; offset < bytes.length; offset += piece) {
    if (offset > 0 && reply.pieceDelay !== undefined) await setTimeout(reply.pieceDelay)
    if (response.destroyed) return
    if (!response.write(bytes.subarray(offset, offset + piece))) {
      await Promise.race([once(response, 'drain'), once(response, 'close')])
    }
  }
}

async function answer(request: ReceivedRequest, response: ServerResponse, reply: Reply): Promise<void> {
  if (reply.delay !== undefined) await setTimeout(reply.delay)
  if (reply.reset === 'before-headers') {
    response.socket?.destroy()
    return
  }
  const { status, headers, body } = settleReply(reply, request.headers)
  const length = reply.statedLength ?? body.length
  if (length !== 'none' && headers['content-length'] === undefined) headers['content-length'] = String(length)
  response.writeHead(status, headers as Record<string, string | string[]>)
  if (request.method === 'HEAD' || status === 304) {
    response.end()
    return
  }
  response.flushHeaders()
  const cut = reply.resetAfter ?? reply.stallAfter
  await write(response, cut === undefined ? body : body.subarray(0, cut), reply)
  if (reply.stallAfter !== undefined) return
  if (reply.resetAfter === undefined) {
    response.end()
    return
  }
  // What was written is on its way before the connection goes.
  await setTimeout(10)
  response.socket?.destroy()
}

/** Starts a server on a free port of 127.0.0.1. */
export async function startFaultyServer(options: FaultyServerOptions): Promise<FaultyServer> {
  const requests: ReceivedRequest[] = []
  const counts = new Map<string, number>()
  const busy = { now: 0, most: 0 }
  const next = async (request: ReceivedRequest): Promise<Reply> => {
    const key = `${request.method} ${request.path}`
    const count = counts.get(key) ?? 0
    counts.set(key, count + 1)
    const { reply } = options
    const chosen =
      typeof reply === 'function' ? await reply(request, count) : reply[Math.min(requests.length, reply.length) - 1]
    return chosen ?? { status: 404, body: 'not found\n' }
  }
  const handle = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    busy.now += 1
    busy.most = Math.max(busy.most, busy.now)
    response.once('close', () => {
      busy.now -= 1
    })
    const request = await read(message)
    requests.push(request)
    await answer(request, response, await next(request))
  }
  const server = createServer((message, response) => {
    handle(message, response).catch(() => response.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const close = async (): Promise<void> => {
    server.closeAllConnections()
    await new Promise<void>((closed) => server.close(() => closed()))
  }
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    get mostAtOnce() {
      return busy.most
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}
