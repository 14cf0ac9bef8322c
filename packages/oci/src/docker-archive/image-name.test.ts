import { describe, expect, it } from 'vitest'
import { normaliseImageName, withTag } from './image-name.ts'

describe('image names', () => {
  it.each([
    ['nginx', 'docker.io/library/nginx:latest'],
    ['nginx:1', 'docker.io/library/nginx:1'],
    ['me/nginx:1', 'docker.io/me/nginx:1'],
    ['index.docker.io/library/nginx:1', 'docker.io/library/nginx:1'],
    ['localhost/web', 'localhost/web:latest'],
    ['localhost:5000/web', 'localhost:5000/web:latest'],
    ['ghcr.io/a/b/c:v1@sha256:00', 'ghcr.io/a/b/c:v1'],
  ])('%s is %s', (text, full) => {
    expect(normaliseImageName(text)).toBe(full)
  })

  it.each([
    ['web', 'web:latest'],
    ['localhost:5000/web', 'localhost:5000/web:latest'],
    ['web:1', 'web:1'],
  ])('%s gets the tag of %s', (text, tagged) => {
    expect(withTag(text)).toBe(tagged)
  })
})
