import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import type { Answer, Exchange } from './answer.ts'
import { answerRegistry, answerStorage, type EndpointContext } from './endpoints.ts'
import { FaultPlan } from './fault.ts'
import { Guard } from './guard.ts'
import { findContent, findMissing } from './inspect.ts'
import type { LoggedRequest, Registry, RegistryOptions } from './registry-options.ts'
import { RegistryStore } from './registry-store.ts'
import { receiveBody, sendAnswer } from './wire.ts'

/**
 * Starts an OCI registry in this process, on a free port of 127.0.0.1, with everything kept in memory: the whole of
 * distribution-spec v1.1 (pull, push in one piece, in chunks and by mount, tag list, delete, referrers), Docker's basic
 * and token authentication, and faults on demand.
 *
 * ```ts
 * await using registry = await startRegistry({ auth: { kind: 'token', users: { ann: 'secret' } } })
 * registry.fault({ method: 'PATCH', fault: { kind: 'reset', side: 'request', after: 1000 } })
 * ```
 */
export async function startRegistry(options: RegistryOptions = {}): Promise<Registry> {
  const store = new RegistryStore()
  const faults = new FaultPlan()
  for (const rule of options.faults ?? []) faults.add(rule)
  const requests: LoggedRequest[] = []
  const guard = new Guard(options.auth, () => url)
  const serving: Serving = { store, faults, requests, guard, origin: () => url }

  const server = await listen((request, response) =>
    serve(serving, 'registry', request, response, (exchange) => answerRegistry(exchange, context)),
  )
  const url = originOf(server)
  const second = options.redirectBlobs
    ? await listen((request, response) =>
        serve(serving, 'storage', request, response, async (exchange) => answerStorage(exchange, store)),
      )
    : undefined
  const context: EndpointContext = { store, guard, options, storage: second && originOf(second) }

  const close = async (): Promise<void> => {
    await Promise.all([server, second].map((each) => each && closeServer(each)))
  }
  return {
    url,
    host: new URL(url).host,
    requests,
    fault: (rule) => faults.add(rule),
    expireTokens: () => guard.expireTokens(),
    repositories: () => [...store.repositories.keys()].sort(),
    tags: (repository) => Object.fromEntries(store.find(repository)?.tags ?? []),
    content: (repository, reference) => findContent(store, repository, reference),
    missing: (repository, reference) => findMissing(store, repository, reference),
    forget: (repository, digest) => {
      store.find(repository)?.blobs.delete(digest)
      store.find(repository)?.manifests.delete(digest)
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}

interface Serving {
  readonly store: RegistryStore
  readonly faults: FaultPlan
  readonly requests: LoggedRequest[]
  readonly guard: Guard
  readonly origin: () => string
}

async function serve(
  serving: Serving,
  origin: LoggedRequest['origin'],
  request: IncomingMessage,
  response: ServerResponse,
  handler: (exchange: Exchange) => Promise<Answer>,
): Promise<void> {
  const path = request.url ?? '/'
  const method = request.method ?? 'GET'
  const index = serving.requests.length
  const fault = serving.faults.strike({ index, method, path })
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
  const logged: LoggedRequest = { index, method, path, headers, origin, received: 0, ...(fault ? { fault } : {}) }
  serving.requests.push(logged)
  if (fault?.kind === 'reset' && fault.side === 'request' && !hasBody(request)) {
    request.socket.resetAndDestroy()
    return
  }
  const body = receiveBody(request, fault, (count) => {
    logged.received += count
  })
  if (fault?.kind === 'delay') await wait(fault.milliseconds)
  if (fault?.kind === 'expire-tokens') serving.guard.expireTokens()
  const exchange: Exchange = { method, url: new URL(path, serving.origin()), headers, body }
  const answer = fault?.kind === 'status' ? faultAnswer(fault) : await handler(exchange)
  // An answer before the end of the request would be lost with the connection: take the rest in first.
  for await (const _ of body);
  logged.status = answer.status
  await sendAnswer(request, response, answer, fault)
}

function faultAnswer(fault: { status: number; headers?: Readonly<Record<string, string>>; body?: string }): Answer {
  const body = new TextEncoder().encode(fault.body ?? '')
  return { status: fault.status, headers: fault.headers ?? {}, body }
}

// RFC 9112, section 6.3: a request without either header has no body.
function hasBody(request: IncomingMessage): boolean {
  return Number(request.headers['content-length'] ?? 0) > 0 || request.headers['transfer-encoding'] !== undefined
}

function listen(serveOne: (request: IncomingMessage, response: ServerResponse) => Promise<void>): Promise<Server> {
  const server = createServer((request, response) => {
    serveOne(request, response).catch(() => response.destroy())
  })
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => resolve(server))
  })
}

function originOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
