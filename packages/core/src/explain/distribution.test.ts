import { describe, expect, it } from 'vitest'
import { RootFs } from '../rootfs/rootfs.ts'
import { distributionOfRepositories, distributionOfTree } from './distribution.ts'

describe('the distribution that advisories are looked up for', () => {
  it('is told by the addresses of repositories, where they agree', () => {
    const alpine = 'https://dl-cdn.alpinelinux.org/alpine'
    expect(distributionOfRepositories([`${alpine}/v3.22/main`, `${alpine}/v3.22/community`])).toEqual({
      distribution: 'alpine',
      release: 'v3.22',
    })
    expect(distributionOfRepositories([`${alpine}/v3.22/main`, `${alpine}/edge/testing`])).toEqual({
      distribution: 'alpine',
    })
    expect(distributionOfRepositories(['https://packages.wolfi.dev/os', 'memory:mine'])).toEqual({
      distribution: 'wolfi',
    })
    expect(distributionOfRepositories(['https://packages.wolfi.dev/os', `${alpine}/edge/main`])).toEqual({})
    expect(distributionOfRepositories(['/srv/packages'])).toEqual({})
  })

  it('is told by the os-release of an image', async () => {
    const told = async (text: string) => {
      const rootfs = new RootFs()
      rootfs.writeFile('etc/os-release', text)
      return await distributionOfTree(rootfs)
    }
    expect(await told('ID=alpine\nVERSION_ID=3.19.1\n')).toEqual({ distribution: 'alpine', release: 'v3.19' })
    expect(await told('ID=alpine\nVERSION_ID=3.23.0_alpha20250612\n')).toEqual({
      distribution: 'alpine',
      release: 'edge',
    })
    expect(await told('ID=wolfi\nVERSION_ID="20230201"\n')).toEqual({ distribution: 'wolfi' })
    expect(await distributionOfTree(new RootFs())).toEqual({})
  })
})
