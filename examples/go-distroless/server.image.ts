import { createPackage } from '@nacre/apk'
import { alpine, type ImageChain, image, memoryRepository, type RepositorySource } from '@nacre/core'

/** The program for each architecture, in APK's names. */
export type Programs = Readonly<Record<string, Uint8Array>>

/** An image of the program and the certificates that it needs to speak TLS: no shell, no package manager. */
export async function server(programs: Programs, packages: RepositorySource = alpine('v3.22')): Promise<ImageChain> {
  const own = Object.entries(programs).map(([arch, content]) =>
    createPackage({
      info: { name: 'server', version: '1.4.0-r0', arch, license: 'MIT', description: 'Answers requests' },
      files: { 'usr/bin/server': { content, mode: 0o755 } },
    }),
  )
  return image()
    .from(packages, memoryRepository(await Promise.all(own)))
    .add('server', 'ca-certificates-bundle')
    .user({ name: 'nonroot', uid: 65532, home: '/', shell: '/sbin/nologin' })
    .entrypoint('/usr/bin/server')
    .expose(8080)
    .arch(...Object.keys(programs))
}
