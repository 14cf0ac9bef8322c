import { spawn } from 'node:child_process'
import { OciError } from '../error.ts'
import type { Credential } from './credential.ts'

/** Runs a program with text on its input, and gives its exit code and output. */
export type RunProgram = (
  program: string,
  args: readonly string[],
  input: string,
  options: { readonly signal?: AbortSignal },
) => Promise<{ readonly code: number; readonly stdout: string }>

const OUTPUT_LIMIT = 1024 * 1024

/** Runs the program found on PATH, without a shell. */
export const runProgram: RunProgram = (program, args, input, options) =>
  new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'ignore'], signal: options.signal })
    let stdout = ''
    child.stdout.setEncoding('utf8')
    child.stdout.on('data', (text: string) => {
      stdout += text
      if (stdout.length > OUTPUT_LIMIT) child.kill()
    })
    child.on('error', reject)
    child.on('close', (code) => resolve({ code: code ?? 1, stdout }))
    child.stdin.on('error', () => undefined)
    child.stdin.end(input)
  })

// docker/docker-credential-helpers, credentials/error.go: said on standard output, with exit code 1.
const NOT_FOUND = 'credentials not found in native keychain'

/**
 * Asks a credential helper (`docker-credential-NAME get`, docker/docker-credential-helpers protocol: the server on
 * standard input, a JSON object with `Username` and `Secret` on standard output).
 *
 * @returns undefined when the helper has nothing for this server
 * @throws OciError `ERR_OCI_CREDENTIAL_HELPER` when it cannot be run, fails, or says something else
 */
export async function askCredentialHelper(
  name: string,
  server: string,
  run: RunProgram,
  options: { readonly signal?: AbortSignal },
): Promise<Credential | undefined> {
  const program = `docker-credential-${name}`
  if (!/^[A-Za-z0-9._-]+$/.test(name)) throw helperError(program, server, 'its name is not one of a program')
  let result: { readonly code: number; readonly stdout: string }
  try {
    result = await run(program, ['get'], server, options)
  } catch (cause) {
    options.signal?.throwIfAborted()
    throw helperError(program, server, 'it could not be run', cause)
  }
  if (result.code !== 0) {
    if (result.stdout.trim() === NOT_FOUND) return undefined
    throw helperError(program, server, `it ended with code ${result.code}`)
  }
  const { username, secret } = readHelperOutput(program, server, result.stdout)
  if (secret === '') return undefined
  // docker/cli, cli/config/credentials/native_store.go: this name marks a refresh token.
  return username === '<token>'
    ? { kind: 'refresh-token', token: secret }
    : { kind: 'basic', username, password: secret }
}

function readHelperOutput(program: string, server: string, stdout: string): { username: string; secret: string } {
  let value: unknown
  try {
    value = JSON.parse(stdout)
  } catch {
    value = undefined
  }
  if (typeof value === 'object' && value !== null && 'Username' in value && 'Secret' in value) {
    const { Username: username, Secret: secret } = value
    if (typeof username === 'string' && typeof secret === 'string') return { username, secret }
  }
  throw helperError(program, server, 'its output is not a JSON object with Username and Secret')
}

function helperError(program: string, server: string, met: string, cause?: unknown): OciError {
  return new OciError(
    'ERR_OCI_CREDENTIAL_HELPER',
    `Asking ${program} for the credentials of ${server}: ${met}; install it, or take it out of Docker's config.json`,
    { details: { program, server }, cause },
  )
}
