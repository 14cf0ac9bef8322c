import { execFile } from 'node:child_process'
import { createPrivateKey, randomUUID, sign } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** A token server whose tokens docker-registry accepts. */
export interface TokenServer extends AsyncDisposable {
  readonly realm: string
  readonly issuer: string
  /** File with the certificate of the signing key, in PEM. */
  readonly certificate: string
  /** How many tokens were given out. */
  given(): number
  /** Seconds for which the registry will still accept tokens given out from now on; clients are told 300. */
  acceptedFor(seconds: number): void
}

/** docker/distribution, registry/auth/token/token.go, `Leeway`: seconds for which it takes an expired token. */
const LEEWAY = 60

/** Starts one for a user; it signs RS256 JSON Web Tokens, as docker/distribution's docs/spec/auth/jwt.md has them. */
export async function startTokenServer(user: {
  readonly name: string
  readonly password: string
}): Promise<TokenServer> {
  const folder = await mkdtemp(join(tmpdir(), 'nacre-token-'))
  const [keyFile, certificate] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  const subject = ['-subj', '/CN=token server', '-days', '2']
  await promisify(execFile)('openssl', [
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-keyout',
    keyFile,
    '-out',
    certificate,
    ...subject,
  ])
  const key = createPrivateKey(await readFile(keyFile))
  const chain = [(await readFile(certificate, 'utf8')).replace(/-----[^-]+-----|\s/g, '')]
  const issuer = 'test issuer'
  let count = 0
  let lifetime = 300

  const tokenFor = (url: URL): string => {
    const now = Math.floor(Date.now() / 1000)
    const access = url.searchParams.getAll('scope').flatMap((scope) => scope.split(' ').map(readScope))
    const claims = {
      iss: issuer,
      sub: user.name,
      aud: url.searchParams.get('service'),
      exp: now + lifetime - (lifetime < 300 ? LEEWAY : 0),
      nbf: now - 100,
      iat: now - 100,
      jti: randomUUID(),
      access,
    }
    const signed = `${encode({ typ: 'JWT', alg: 'RS256', x5c: chain })}.${encode(claims)}`
    return `${signed}.${sign('sha256', Buffer.from(signed), key).toString('base64url')}`
  }

  const server = createServer((request, response) => {
    if (!allowed(request, user)) {
      response.writeHead(401).end()
      return
    }
    count++
    const token = tokenFor(new URL(request.url ?? '/', 'http://127.0.0.1'))
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ token, expires_in: 300 }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    realm: `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`,
    issuer,
    certificate,
    given: () => count,
    acceptedFor(seconds) {
      lifetime = seconds
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function readScope(scope: string): { type: string; name: string; actions: string[] } {
  const [type = '', ...rest] = scope.split(':')
  const actions = (rest.pop() ?? '').split(',')
  return { type, name: rest.join(':'), actions }
}

function allowed(request: IncomingMessage, user: { readonly name: string; readonly password: string }): boolean {
  const secret = Buffer.from(`${user.name}:${user.password}`).toString('base64')
  return request.headers.authorization === `Basic ${secret}`
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}
