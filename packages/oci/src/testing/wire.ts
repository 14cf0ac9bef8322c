import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Answer } from './answer.ts'
import type { Fault } from './fault.ts'

const NOT_THE_DIGEST = `sha256:${'0'.repeat(64)}`

/** The request body as it arrives, with the faults of the request side laid over it. */
export async function* receiveBody(
  request: IncomingMessage,
  fault: Fault | undefined,
  onBytes: (count: number) => void,
): AsyncIterable<Uint8Array> {
  const cut = fault?.kind === 'reset' && fault.side === 'request' ? (fault.after ?? 0) : Number.POSITIVE_INFINITY
  let spoil = fault?.kind === 'corrupt' && fault.side === 'request'
  let received = 0
  if (cut === 0) throw reset(request)
  for await (const chunk of request as AsyncIterable<Uint8Array>) {
    const part = chunk.subarray(0, Math.max(cut - received, 0))
    received += part.length
    onBytes(part.length)
    yield spoil ? flipFirst(part) : part
    if (part.length > 0) spoil = false
    if (received >= cut) throw reset(request)
  }
  if (cut !== Number.POSITIVE_INFINITY) throw reset(request)
}

function reset(request: IncomingMessage): Error {
  request.socket.resetAndDestroy()
  return new Error('the connection was reset on purpose')
}

function flipFirst(bytes: Uint8Array): Uint8Array {
  const changed = bytes.slice()
  if (changed[0] !== undefined) changed[0] ^= 0x01
  return changed
}

/** Writes an answer, with the faults of the response side laid over it. */
export async function sendAnswer(
  request: IncomingMessage,
  response: ServerResponse,
  answer: Answer,
  fault: Fault | undefined,
): Promise<void> {
  const spoilt = fault?.kind === 'corrupt' && fault.side !== 'request' ? spoil(answer) : answer
  const body = spoilt.body ?? new Uint8Array()
  const bodiless = request.method === 'HEAD' || spoilt.status === 204 || spoilt.status === 304
  const cut = cutOf(fault, body.length)
  const promised = fault?.kind === 'truncate' ? Math.max(body.length, cut + 1) : body.length
  if (fault?.kind === 'reset' && cut === 0) {
    request.socket.resetAndDestroy()
    return
  }
  const length = spoilt.status === 204 ? {} : { 'content-length': String(promised) }
  response.writeHead(spoilt.status, { ...spoilt.headers, ...length })
  response.flushHeaders()
  if (!bodiless) await write(response, body.subarray(0, cut))
  if (fault?.kind === 'reset') request.socket.resetAndDestroy()
  else if (fault?.kind === 'truncate') request.socket.end()
  else response.end()
}

function cutOf(fault: Fault | undefined, size: number): number {
  if (fault?.kind === 'reset' && fault.side !== 'request') return Math.min(fault.after ?? 0, size)
  if (fault?.kind === 'truncate') return Math.min(fault.after ?? Math.floor(size / 2), size)
  return size
}

function spoil(answer: Answer): Answer {
  const headers = { ...answer.headers }
  if (headers['docker-content-digest'] !== undefined) headers['docker-content-digest'] = NOT_THE_DIGEST
  return { ...answer, headers, ...(answer.body ? { body: flipFirst(answer.body) } : {}) }
}

function write(response: ServerResponse, bytes: Uint8Array): Promise<void> {
  if (bytes.length === 0) return Promise.resolve()
  return new Promise((resolve, reject) => response.write(bytes, (error) => (error ? reject(error) : resolve())))
}
