import { readlinkSync } from 'node:fs'
import { hostname } from 'node:os'
import { digestOf } from '../digest.ts'
import { encodeText } from '../tar/text.ts'

/** A process, as far as other processes need to know it. */
export interface Owner {
  /** Names what a process id is unique in: the machine, and on Linux its process namespace. */
  readonly place: string
  readonly pid: number
}

/** The process that runs this. */
export function currentOwner(): Owner {
  return { place: digestOf(encodeText(`${hostname()}\n${processNamespace()}`)).slice(7, 19), pid: process.pid }
}

/** `gone` only where it is certain: of a process elsewhere nothing is known. */
export function stateOf(owner: Owner, here: Owner): 'alive' | 'gone' | 'unknown' {
  if (owner.place !== here.place) return 'unknown'
  try {
    process.kill(owner.pid, 0)
    return 'alive'
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH' ? 'gone' : 'alive'
  }
}

function processNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid')
  } catch {
    return ''
  }
}
