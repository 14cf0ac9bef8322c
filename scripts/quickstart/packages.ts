import { createPackage, type SigningKey } from '@nacre/apk'
import { program, programFor } from './binary.ts'

const OS_RELEASE = `ID=nacre-quickstart
NAME="nacre quickstart"
PRETTY_NAME="nacre quickstart"
VERSION_ID=1
HOME_URL="https://www.npmjs.com/package/@nacre/core"
`

/** The packages of the quickstart's repository for one architecture: a base with accounts and os-release, and the program. */
export async function packagesFor(arch: string, key: SigningKey, folder: string): Promise<Uint8Array[]> {
  const base = await createPackage({
    info: {
      name: 'quickstart-base',
      version: '1.0-r0',
      arch,
      description: 'Accounts and os-release',
      license: 'Apache-2.0',
      origin: 'quickstart-base',
    },
    files: [
      { name: 'etc/os-release', content: OS_RELEASE },
      {
        name: 'etc/passwd',
        content: 'root:x:0:0:root:/root:/sbin/nologin\nnonroot:x:65532:65532:nonroot:/home/nonroot:/sbin/nologin\n',
      },
      { name: 'etc/group', content: 'root:x:0:\nnonroot:x:65532:\n' },
      { name: 'tmp', type: 'directory', mode: 0o1777 },
    ],
    key,
  })
  const tool = await createPackage({
    info: {
      name: program.name,
      version: `${program.version}-r0`,
      arch,
      description: 'A statically linked JavaScript bundler',
      url: 'https://esbuild.github.io',
      license: 'MIT',
      origin: program.name,
      depends: ['quickstart-base'],
      provides: [`cmd:${program.name}=${program.version}-r0`],
    },
    files: [{ name: `usr/bin/${program.name}`, content: await programFor(arch, folder), mode: 0o755 }],
    key,
  })
  return [base, tool]
}
