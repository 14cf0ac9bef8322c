import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** A way to a server that can be cut. */
export interface CuttingProxy extends AsyncDisposable {
  /** `127.0.0.1:PORT`. */
  readonly host: string
  /** Kills the next connection on which so many bytes have gone to the server. */
  cutAfter(bytes: number): void
  /** Kills the next connection on which this text is about to go to the server; it does not get there. */
  cutBefore(text: string): void
  /** How many connections were killed. */
  cuts(): number
  /** Bytes that have gone to the server. */
  sent(): number
}

/** Starts a TCP proxy to `127.0.0.1:PORT`. */
export async function startCuttingProxy(target: string): Promise<CuttingProxy> {
  const port = Number(target.split(':').at(-1))
  const sockets = new Set<Socket>()
  let limit = Number.POSITIVE_INFINITY
  let forbidden: string | undefined
  let cuts = 0
  let total = 0
  const server = createServer((client) => {
    const upstream = connect(port, '127.0.0.1')
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', () => undefined).on('close', () => sockets.delete(socket))
    }
    let sent = 0
    const cut = (): void => {
      limit = Number.POSITIVE_INFINITY
      forbidden = undefined
      cuts++
      client.resetAndDestroy()
      upstream.end()
    }
    client.on('data', (bytes) => {
      if (forbidden !== undefined && bytes.includes(forbidden)) {
        cut()
        return
      }
      sent += bytes.length
      total += bytes.length
      upstream.write(bytes)
      if (sent >= limit) cut()
    })
    client.on('end', () => upstream.end())
    upstream.pipe(client)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    cutAfter(bytes) {
      limit = bytes
    },
    cutBefore(text) {
      forbidden = text
    },
    cuts: () => cuts,
    sent: () => total,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
