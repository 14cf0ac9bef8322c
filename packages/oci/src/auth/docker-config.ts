import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { OciError } from '../error.ts'
import { canonicalRegistry, type RepositoryName } from '../registry/reference.ts'
import type { Credential, CredentialProvider, CredentialSearch } from './credential.ts'
import { askCredentialHelper, type RunProgram, runProgram } from './credential-helper.ts'

/** Where Docker's credentials are, and how its helpers are run. */
export interface DockerCredentialsOptions {
  /** The file; default: `config.json` in `$DOCKER_CONFIG`, or in `.docker` of the home folder. */
  readonly file?: string
  /** Where `DOCKER_CONFIG` is read; default `process.env`. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Runs credential helpers; default: child processes. */
  readonly run?: RunProgram
}

interface DockerAuth {
  readonly auth?: string
  readonly username?: string
  readonly password?: string
  readonly identitytoken?: string
  readonly registrytoken?: string
}

interface DockerConfig {
  readonly auths: Readonly<Record<string, DockerAuth>>
  readonly credHelpers: Readonly<Record<string, string>>
  readonly credsStore?: string
}

/**
 * Credentials from Docker's (and podman's) config file: `credHelpers`, then `credsStore`, then `auths`. The file is
 * read anew for every search, as `docker login` may run in between; one that does not exist holds nothing.
 */
export function dockerCredentials(options: DockerCredentialsOptions = {}): CredentialProvider {
  const env = options.env ?? process.env
  const file = options.file ?? join(env.DOCKER_CONFIG ?? join(homedir(), '.docker'), 'config.json')
  const run = options.run ?? runProgram
  return {
    async find(repository, searchOptions = {}): Promise<CredentialSearch> {
      const config = await readConfig(file)
      if (!config) return { tried: [`${file} (no such file)`] }
      const tried: string[] = []
      const keys = keysFor(repository)
      const helper = keys.map((key) => config.credHelpers[key]).find((name) => name !== undefined) ?? config.credsStore
      if (helper !== undefined && helper !== '') {
        const server = serverFor(repository)
        tried.push(`docker-credential-${helper} for ${server}`)
        const credential = await askCredentialHelper(helper, server, run, searchOptions)
        if (credential) return { credential, tried }
      }
      tried.push(`${file} under auths: ${keys.join(', ')}`)
      const credential = findAuth(config, keys, file)
      return { tried, ...(credential ? { credential } : {}) }
    },
  }
}

/**
 * The keys that stand for a repository, most specific first: containers-auth.json(5) has keys down to the repository,
 * Docker has the host, with or without scheme and `/v1/`, and `https://index.docker.io/v1/` for its Hub.
 */
export function keysFor({ registry, repository }: RepositoryName): string[] {
  const host = canonicalRegistry(registry)
  const parts = repository.split('/')
  const paths = parts.map((_, index) => `${host}/${parts.slice(0, parts.length - index).join('/')}`)
  const hosts = host === 'docker.io' ? ['index.docker.io', 'docker.io', 'registry-1.docker.io'] : [host]
  const forms = hosts.flatMap((name) => [name, `https://${name}`, `http://${name}`])
  const versions = hosts.flatMap((name) => [`https://${name}/v1/`, `https://${name}/v2/`, `${name}/v1/`, `${name}/v2/`])
  const keys = [...paths, ...forms, ...versions]
  return host === 'docker.io' ? ['https://index.docker.io/v1/', ...keys] : keys
}

function serverFor({ registry }: RepositoryName): string {
  const host = canonicalRegistry(registry)
  return host === 'docker.io' ? 'https://index.docker.io/v1/' : host
}

function findAuth(config: DockerConfig, keys: readonly string[], file: string): Credential | undefined {
  for (const key of keys) {
    const auth = config.auths[key]
    const credential = auth && readAuth(auth, key, file)
    if (credential) return credential
  }
  return undefined
}

function readAuth(auth: DockerAuth, key: string, file: string): Credential | undefined {
  if (auth.registrytoken) return { kind: 'bearer', token: auth.registrytoken }
  if (auth.identitytoken) return { kind: 'refresh-token', token: auth.identitytoken }
  if (auth.username && auth.password) return { kind: 'basic', username: auth.username, password: auth.password }
  if (!auth.auth) return undefined
  const text = Buffer.from(auth.auth, 'base64').toString('utf8')
  const colon = text.indexOf(':')
  if (colon < 1) throw configError(file, `auths[${JSON.stringify(key)}].auth is not base64 of name:password`)
  // docker/cli, cli/config/configfile/file.go, decodeAuth: older versions padded the password with NUL.
  return { kind: 'basic', username: text.slice(0, colon), password: text.slice(colon + 1).replace(/\0+$/, '') }
}

async function readConfig(file: string): Promise<DockerConfig | undefined> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && (cause.code === 'ENOENT' || cause.code === 'ENOTDIR')) {
      return undefined
    }
    throw configError(file, 'it could not be read', cause)
  }
  const value = parseObject(text)
  if (!value) throw configError(file, 'it is not a JSON object')
  const auths: [string, DockerAuth][] = Object.entries(objectAt(value, 'auths')).map(([key, auth]) => [
    key,
    stringsOf(isObject(auth) ? auth : {}),
  ])
  const credsStore = value.credsStore
  return {
    auths: Object.fromEntries(auths),
    credHelpers: stringsOf(objectAt(value, 'credHelpers')),
    ...(typeof credsStore === 'string' ? { credsStore } : {}),
  }
}

// A fault in JSON text is not quoted: the text around it may be a secret.
function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function objectAt(value: Record<string, unknown>, key: string): Record<string, unknown> {
  const child = value[key]
  return isObject(child) ? child : {}
}

function stringsOf(value: Record<string, unknown>): Record<string, string> {
  const entries = Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string')
  return Object.fromEntries(entries)
}

function configError(file: string, met: string, cause?: unknown): OciError {
  return new OciError(
    'ERR_OCI_CREDENTIAL_FILE',
    `Reading credentials from ${file}: ${met}; mend the file, or log in again`,
    { details: { file }, cause },
  )
}
