import { ApkError } from '../error.ts'

/** No set of packages satisfies the world. */
export class SolverError extends ApkError {
  constructor(message: string, details: Readonly<Record<string, unknown>>) {
    super('ERR_APK_UNSOLVABLE', message, { details })
    this.name = 'SolverError'
  }
}
