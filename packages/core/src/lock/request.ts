import { digestOf } from '@nacre/archive'
import type { ImageDefinition } from '../definition/definition.ts'
import { requestedPackages } from '../install/world.ts'
import { buildRepositories } from '../repositories/open.ts'
import type { LockRequest } from './lock.ts'
import { withoutCredentials } from './locked-url.ts'

/** The parts of a definition that decide which packages an image gets. */
export function requestOf(definition: ImageDefinition): LockRequest {
  const { profile, base } = definition
  return {
    profile,
    packages: [...new Set(requestedPackages(definition))].sort(),
    repositories: buildRepositories(definition).map(({ location, tag }) => {
      const shown = withoutCredentials(location)
      return tag === undefined ? shown : `@${tag} ${shown}`
    }),
    ...(base === undefined ? {} : { base: base.reference }),
  }
}

/** `sha256:…` over a request. */
export function requestChecksum({ profile, packages, repositories, base }: LockRequest): string {
  return digestOf(new TextEncoder().encode(JSON.stringify([profile, packages, repositories, base ?? null])))
}

/** What two requests say differently, in words: `packages: curl added, jq removed`. */
export function requestDifferences(locked: LockRequest, wanted: LockRequest): string[] {
  return [
    ...oneDifference('profile', locked.profile, wanted.profile),
    ...listDifference('packages', locked.packages, wanted.packages),
    ...listDifference('repositories', locked.repositories, wanted.repositories),
    ...oneDifference('base', locked.base, wanted.base),
  ]
}

function oneDifference(field: string, locked: string | undefined, wanted: string | undefined): string[] {
  return locked === wanted ? [] : [`${field}: ${locked ?? 'none'} locked, ${wanted ?? 'none'} wanted`]
}

function listDifference(field: string, locked: readonly string[], wanted: readonly string[]): string[] {
  const added = wanted.filter((one) => !locked.includes(one)).map((one) => `${one} added`)
  const removed = locked.filter((one) => !wanted.includes(one)).map((one) => `${one} removed`)
  const changes = [...added, ...removed]
  if (changes.length > 0) return [`${field}: ${changes.join(', ')}`]
  return locked.join('\n') === wanted.join('\n') ? [] : [`${field}: their order`]
}
