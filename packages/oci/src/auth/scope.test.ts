import { describe, expect, it } from 'vitest'
import { mergeScopes, scopesOf } from './scope.ts'

const repository = { registry: 'ghcr.io', repository: 'team/app' }

describe('scopes', () => {
  it('name the repository and what is done in it', () => {
    expect(scopesOf({ repository, actions: ['pull', 'push'] })).toEqual(['repository:team/app:pull,push'])
    expect(scopesOf({ repository, actions: ['pull', 'push'], from: ['base'] })).toEqual([
      'repository:base:pull',
      'repository:team/app:pull,push',
    ])
  })

  it('put together have each resource once, in one order', () => {
    const scopes = ['repository:b:pull', 'repository:a:push', 'repository:a:pull,push', 'registry:catalog:*']
    expect(mergeScopes(scopes)).toEqual(['registry:catalog:*', 'repository:a:pull,push', 'repository:b:pull'])
    expect(mergeScopes([...scopes].reverse())).toEqual(mergeScopes(scopes))
  })
})
