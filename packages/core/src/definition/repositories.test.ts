import { createPackage, httpRepository, localRepository, memoryRepository, type Repository, tagged } from '@nacre/apk'
import { describe, expect, it } from 'vitest'
import { image } from './chain.ts'

const arch = 'x86_64'

async function holding(name: string, version = '1.0-r0'): Promise<Repository> {
  return memoryRepository([await createPackage({ info: { name, version, arch }, files: { [`etc/${name}`]: version } })])
}

describe('several repositories of one name in memory', () => {
  it('are all there, whether handed over together or one after the other', async () => {
    const [a, b, c] = await Promise.all([holding('a'), holding('b'), holding('c')])
    const chain = image().from(a, b).from(c).add('a', 'b', 'c')
    expect(chain.toJSON().repositories.map(({ location }) => location)).toEqual(['memory:', 'memory:#2', 'memory:#3'])
    const plan = await chain.plan({ arch: [arch] })
    expect(plan.packages(arch).map(({ name }) => name)).toEqual(['a', 'b', 'c'])
  })

  it('take their places again after a round trip through JSON, and out of a lock', async () => {
    const [a, b] = await Promise.all([holding('a'), holding('b')])
    const chain = image().from(a, b).add('a', 'b')
    const back = image(JSON.parse(JSON.stringify(chain)) as object).from(a, b)
    expect(back.toJSON()).toEqual(chain.toJSON())
    const lock = (await back.plan({ arch: [arch] })).toLock()
    const built = await chain.build({ arch: [arch] })
    expect((await back.build({ arch: [arch], lock })).digest).toBe(built.digest)
  })

  it('count once where they are the same', async () => {
    const a = await holding('a')
    expect(image().from(a, [a]).from(a).toJSON().repositories).toHaveLength(1)
  })
})

describe('a repository under a tag', () => {
  it('stands beside the same one without', async () => {
    const [old, fresh] = await Promise.all([holding('a'), holding('a', '2.0-r0')])
    const chain = image().from(old, tagged(fresh, 'edge'))
    expect(chain.toJSON().repositories).toEqual([{ location: 'memory:' }, { location: 'memory:', tag: 'edge' }])
    const version = async (wanted: string) => {
      const plan = await chain.add(wanted).plan({ arch: [arch] })
      return plan.packages(arch).map((one) => one.version)
    }
    expect(await version('a')).toEqual(['1.0-r0'])
    expect(await version('a@edge')).toEqual(['2.0-r0'])
  })

  it('is a line with any white space between tag and place', () => {
    expect(image().from('@edge  /srv/apk/').toJSON().repositories).toEqual([{ location: '/srv/apk', tag: 'edge' }])
    expect(image().from('@edge\t/srv/apk').toJSON().repositories).toEqual([{ location: '/srv/apk', tag: 'edge' }])
  })

  it('of a directory stands in for the entry of its name and tag', () => {
    const chain = image().from('@edge /srv/apk', localRepository('/srv/apk', { tag: 'edge' }))
    expect(chain.toJSON().repositories).toEqual([{ location: '/srv/apk', tag: 'edge' }])
  })
})

describe('a repository on a server that was handed over', () => {
  it('sends nothing when nothing is to be sent', async () => {
    let asked = 0
    const transport = {
      request: async () => {
        asked++
        throw new Error('sent')
      },
    }
    const chain = image().from(httpRepository('http://127.0.0.1:9/x', { transport }), 'http://127.0.0.1:9/y').add('a')
    await expect(chain.plan({ arch: [arch], offline: true })).rejects.toMatchObject({ code: 'ERR_APK_OFFLINE' })
    expect(asked).toBe(0)
  })
})

describe('a repository of another kind', () => {
  it.each(['ftp://user:secret@example.com/x', 's3://user:secret@bucket'])(
    '%s is refused without its secret',
    async (url) => {
      const error = await image()
        .from(url)
        .add('a')
        .plan({ arch: [arch] })
        .catch((thrown: unknown) => thrown)
      expect(error).toMatchObject({ code: 'ERR_APK_REPOSITORY_URL' })
      expect(JSON.stringify(error) + String(error)).not.toContain('secret')
    },
  )
})
