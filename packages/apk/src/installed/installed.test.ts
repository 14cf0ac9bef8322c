import { describe, expect, it } from 'vitest'
import { formatInstalled } from './format.ts'
import { parseInstalled } from './parse.ts'
import { formatRepositories, parseRepositories } from './repositories.ts'
import { formatTriggers, parseTriggers } from './triggers.ts'
import { formatWorld, parseWorld } from './world.ts'

const text = `C:Q1x
P:a
V:1-r0
A:x86_64
S:5
I:6
T:
U:
L:
D:b
r:c d
q:9
s:edge
f:fx
F:
R:x
F:etc
M:0:42:1777:Q1hash
R:link
a:0:0:777
Z:Q1y
R:shadow
a:0:42:640:Q1hash
F:usr

`

describe('the installed database', () => {
  it('is written as it was read', () => {
    expect(formatInstalled(parseInstalled(text))).toBe(text)
  })

  it('gives owners and modes, the usual ones where none are written', () => {
    const [one] = parseInstalled(text)
    expect(one).toMatchObject({ replaces: ['c', 'd'], replacesPriority: 9, repositoryTag: 'edge', flags: 'fx' })
    expect(one?.directories[0]).toEqual({
      name: '',
      uid: 0,
      gid: 0,
      mode: 0o755,
      files: [{ name: 'x', uid: 0, gid: 0, mode: 0o644 }],
    })
    expect(one?.directories[1]).toMatchObject({ name: 'etc', gid: 42, mode: 0o1777, xattrHash: 'Q1hash' })
    expect(one?.directories[1]?.files[0]).toMatchObject({ mode: 0o777, checksum: 'Q1y' })
  })

  it('reads the form of apko: brackets, leading zeros, empty fields', () => {
    const [one] = parseInstalled('P:a\nV:1\nD:\ni:[b c]\nt:0\nC:Q1x\nF:etc\nM:501:20:0755\n')
    expect(one).toMatchObject({ installIf: ['b', 'c'], depends: [], directories: [{ uid: 501, gid: 20, mode: 0o755 }] })
    expect(parseInstalled('P:a\nV:1\ni:[]\n')[0]?.installIf).toEqual([])
  })

  it.each([
    ['ERR_APK_INSTALLED', 'P:a\nV:1\nM:0:0:755\n'],
    ['ERR_APK_INSTALLED', 'P:a\nV:1\nR:x\n'],
    ['ERR_APK_INSTALLED', 'P:a\nV:1\nF:\nZ:Q1\n'],
    ['ERR_APK_INSTALLED', 'P:a\nV:1\nF:\nM:0:0:999\n'],
    ['ERR_APK_INSTALLED', 'P:a\nV:1\nF:\nM::0:755\n'],
    ['ERR_APK_INSTALLED', 'P:a\nV:1\nX:new\n'],
    ['ERR_APK_INSTALLED', 'P:a\nV:1\nS:many\n'],
    ['ERR_APK_INSTALLED', 'nonsense\n'],
    ['ERR_APK_INSTALLED_RECORD', 'P:a\n\n'],
  ])('refuses with %s: %j', (code, broken) => {
    expect(() => parseInstalled(broken)).toThrow(expect.objectContaining({ code }))
  })

  it('refuses to write a line break into a value', () => {
    const [one] = parseInstalled(text)
    expect(() => formatInstalled([{ ...one!, flags: 'f\nP:evil' }])).toThrow(
      expect.objectContaining({ code: 'ERR_APK_INSTALLED_VALUE' }),
    )
  })
})

describe('world', () => {
  it('is split at spaces and line breaks, and written sorted by name without regard to case', () => {
    expect(parseWorld(' b a\n\nC>1\n')).toEqual(['b', 'a', 'C>1'])
    expect(formatWorld(['zsh', 'C>1', '!b', 'a@edge', 'a-b'])).toBe('a@edge\na-b\n!b\nC>1\nzsh\n')
  })
})

describe('triggers', () => {
  it('are written as they were read', () => {
    const lines = 'Q1x /bin /usr/*\nQ1y /lib\n'
    expect(parseTriggers(lines)).toEqual([
      { checksum: 'Q1x', patterns: ['/bin', '/usr/*'] },
      { checksum: 'Q1y', patterns: ['/lib'] },
    ])
    expect(formatTriggers(parseTriggers(lines))).toBe(lines)
  })
})

describe('parseRepositories', () => {
  it('reads plain lines, tags and comments', () => {
    expect(parseRepositories('# mirror\nhttps://a/main\n\n@edge https://b/main\n/media/apks\n')).toEqual([
      { type: 'v2', url: 'https://a/main' },
      { type: 'v2', url: 'https://b/main', tag: 'edge' },
      { type: 'v2', url: '/media/apks' },
    ])
  })

  it('knows types, components and variables', () => {
    const lines = `set -default v=3.22\nset m=https://a/\${v}\nv3 @t \${m} main community\nndx https://b/\${APK_ARCH}/x.adb\nhttps://c/APKINDEX.tar.gz\n`
    expect(parseRepositories(lines, { arch: 'x86_64' })).toEqual([
      { type: 'v3', url: 'https://a/3.22/main', tag: 't' },
      { type: 'v3', url: 'https://a/3.22/community', tag: 't' },
      { type: 'ndx', url: 'https://b/x86_64/x.adb' },
      { type: 'ndx', url: 'https://c/APKINDEX.tar.gz' },
    ])
  })

  it('stops at a bad line, as apk does, and tells of it without secrets', () => {
    const faults: string[] = []
    const read = parseRepositories('https://a/x\nftp-no-scheme\nhttps://b/y\n', {
      onFault: (fault) => faults.push(fault.code),
    })
    expect(read.map(({ url }) => url)).toEqual(['https://a/x'])
    expect(faults).toEqual(['ERR_APK_REPOSITORIES_LINE'])
    expect(() => parseRepositories('@ https://user:secret@a/x\n')).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('secret') }),
    )
    for (const line of ['set APK_X=1', 'set 1=2', 'set', '@tag', 'v2', `\${unset}/x`]) {
      expect(() => parseRepositories(line)).toThrow(expect.objectContaining({ code: 'ERR_APK_REPOSITORIES_LINE' }))
    }
  })

  it('is undone by formatRepositories', () => {
    const lines = 'https://a/main\n@t v3x\n'.replace('@t v3x', '@t https://b/x')
    expect(formatRepositories(parseRepositories(lines))).toBe(lines)
    expect(formatRepositories([{ type: 'v3', url: 'https://a', tag: 't' }])).toBe('v3 @t https://a\n')
  })
})
