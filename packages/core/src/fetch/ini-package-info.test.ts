import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { iniPackageInfo } from './ini-package-info.ts'

const read = (text: string) => iniPackageInfo(new TextEncoder().encode(text))

describe('.PKGINFO as apko reads it', () => {
  it('cuts values at # and ;', () => {
    const { description, url } = read('pkgname = x\npkgdesc = a; b # c\nurl = https://e.org/?p=x;a=y\n')
    expect([description, url]).toEqual(['a', 'https://e.org/?p=x'])
  })

  it('takes lists apart at commas and takes each text once', () => {
    expect(read('depend = a,b\ndepend = c\ndepend = a,b\nprovides =\n')).toMatchObject({
      depends: ['a', 'b', 'c'],
      provides: [],
    })
  })

  it('keeps a value with spaces whole', () => {
    expect(read('triggers = /bin /sbin\n').triggers).toEqual(['/bin /sbin'])
  })

  it('takes the first of several values, and drops quotes and joins lines', () => {
    expect(
      read('pkgname = "a"\npkgname = b\nlicense = \'MIT\'\norigin = `x # y`\npkgdesc = one \\\n  two\n'),
    ).toMatchObject({
      name: 'a',
      license: 'MIT',
      origin: 'x # y',
      description: 'one two',
    })
  })

  it('accepts a colon, counts in octal after a 0, and takes what is no number for 0', () => {
    expect(read('pkgname: x\nsize = 010\nbuilddate = soon\n')).toMatchObject({
      name: 'x',
      installedSize: 8,
      buildTime: 0,
    })
  })

  it('reads anything without failing', () => {
    fc.assert(fc.property(fc.string(), (text) => typeof read(text).name === 'string'))
  })
})
