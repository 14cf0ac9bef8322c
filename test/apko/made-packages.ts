import { type CreatePackageOptions, createPackage, createRepository, emptyPackageInfo } from '@nacre/apk'
import { encodeText } from '@nacre/archive'
import { firstCertificate, secondCertificate } from './certificates.ts'
import { emptyKeyStore } from './key-store.ts'

const BUILD_TIME = 1_700_000_000

/** Writes a repository of small packages that hold what real ones seldom do. It is not signed, so that it is the same everywhere. */
export async function makeRepository(dir: string): Promise<void> {
  const packages = await Promise.all(
    definitions.map(({ info, ...rest }) =>
      createPackage({
        ...rest,
        info: {
          ...emptyPackageInfo(),
          arch: 'noarch',
          license: 'MIT',
          url: 'https://example.com/',
          description: `A package called ${info.name}`,
          origin: info.name,
          buildTime: BUILD_TIME,
          ...info,
        },
      }),
    ),
  )
  await createRepository({ dir, packages, arch: ['x86_64', 'aarch64', 'armv7', 'x86', 'riscv64'] })
}

const passwd =
  'root:x:0:0:root:/root:/bin/sh\ndaemon:x:2:2:daemon:/sbin:/sbin/nologin\nnobody:x:65534:65534:nobody:/:/sbin/nologin\n'
const group = 'root:x:0:root\ndaemon:x:2:root,bin,daemon\nnobody:x:65534:\n'
const shadow = 'root:*::0:::::\ndaemon:!:19000:0:99999:7:::\n'
const long = 'a-directory-with-a-rather-long-name/'.repeat(4)

const definitions: readonly CreatePackageOptions[] = [
  {
    info: { name: 'base', version: '1.0-r0', provides: ['/bin/sh'] },
    files: [
      { name: 'etc/passwd', content: passwd },
      { name: 'etc/group', content: group },
      { name: 'etc/shadow', content: shadow, mode: 0o640, gid: 42, gname: 'shadow' },
      { name: 'etc/os-release', content: 'ID=made\nNAME="Made"\nVERSION_ID=1\nPRETTY_NAME="Made up"\n' },
      { name: 'tmp', type: 'directory', mode: 0o1777 },
      { name: 'root', type: 'directory', mode: 0o700 },
      { name: 'srv/data', type: 'directory', mode: 0o2775, mtime: 1_600_000_000 },
      { name: 'srv/data/one', content: 'one\n', mtime: 1_500_000_001 },
      { name: 'srv/data/link', linkname: 'one' },
      { name: 'srv/data/sub/two', content: 'two\n', mode: 0o600 },
      { name: 'etc/ssl/certs/ca-certificates.crt', content: firstCertificate },
    ],
    scripts: { 'post-install': '#!/bin/sh\nexit 0\n', trigger: '#!/bin/sh\n:\n' },
  },
  {
    info: {
      name: 'odd-info',
      version: '2.0-r1',
      description: 'cut # here',
      url: 'https://example.com/?a=1;b=2#c',
      license: "'MIT'",
      depends: ['base'],
      triggers: ['/usr/share/odd/*', '/usr/share/even'],
      commit: '0123456789abcdef',
      providerPriority: 7,
      buildTime: 1_700_000_777,
    },
    files: { 'usr/share/odd/file': 'odd\n' },
    scripts: { 'pre-install': '#!/bin/sh\n', 'post-upgrade': '#!/bin/sh\n' },
  },
  {
    info: { name: 'links', version: '1.0-r0', depends: ['base'] },
    files: [
      { name: 'usr/bin/tool', content: '#!/bin/sh\n', mode: 0o4755 },
      { name: 'usr/bin/a-tool', type: 'hardlink', linkname: 'usr/bin/tool' },
      { name: 'usr/bin/z-tool', type: 'hardlink', linkname: 'usr/bin/tool' },
      { name: 'usr/bin/gettid', content: 'x', mode: 0o2755 },
      { name: 'opt/absolute', linkname: '/usr/bin/tool' },
      {
        name: 'usr/share/with-xattr',
        content: 'capable',
        xattrs: { 'user.one': encodeText('1'), 'security.capability': new Uint8Array([1, 0, 0, 2, 0, 4, 0, 0]) },
      },
      { name: 'usr/share/xattr-dir', type: 'directory', xattrs: { 'user.dir': encodeText('yes') } },
      { name: `usr/share/${long}file`, content: 'deep\n' },
      { name: `usr/share/${long}link`, linkname: `${long}file` },
      { name: 'usr/share/grüße', content: 'non-ASCII\n' },
    ],
  },
  {
    info: { name: 'merged', version: '1.0-r0', origin: 'merged' },
    files: [
      { name: 'usr/bin', type: 'directory' },
      { name: 'usr/lib', type: 'directory' },
      { name: 'bin', linkname: 'usr/bin' },
      { name: 'lib', linkname: 'usr/lib' },
    ],
  },
  {
    info: { name: 'through-link', version: '1.0-r0', depends: ['merged'] },
    files: [
      { name: 'lib/through.so', content: 'lands below usr\n' },
      { name: 'lib/also.so', type: 'hardlink', linkname: 'lib/through.so' },
      { name: 'bin/through', content: '#!/bin/sh\n', mode: 0o755 },
    ],
  },
  {
    info: { name: 'first', version: '1.0-r0', origin: 'one-origin' },
    files: { 'etc/shared': 'first\n', 'etc/same': 'same\n', 'etc/kept-by-owner': 'owner\n', 'usr/share/first': '1' },
  },
  {
    info: { name: 'second', version: '1.0-r0', origin: 'one-origin', depends: ['first'] },
    files: [
      { name: 'etc', type: 'directory', mode: 0o700, mtime: 1_650_000_000 },
      { name: 'etc/shared', content: 'second\n', mode: 0o600 },
      { name: 'etc/same', content: 'same\n', mode: 0o444 },
    ],
  },
  {
    info: { name: 'third', version: '1.0-r0', depends: ['second'], replaces: ['first', 'second'] },
    files: { 'etc/shared': 'third\n', 'usr/share/third': '3'.repeat(5000) },
  },
  {
    info: { name: 'owner', version: '1.0-r0', depends: ['first'], replaces: ['first', 'late'] },
    files: { 'etc/kept-by-owner': 'new owner\n' },
  },
  {
    info: { name: 'late', version: '1.0-r0', depends: ['owner'] },
    files: { 'etc/kept-by-owner': 'too late\n' },
  },
  {
    info: { name: 'java', version: '21.0-r0', depends: ['base'] },
    files: [
      { name: 'etc/ssl/certs/java/cacerts', content: emptyKeyStore(), mode: 0o444 },
      { name: 'var/lib/ecs/deps/execute-command/certs/tls-ca-bundle.pem', content: firstCertificate },
      { name: 'kaniko/ssl/certs/ca-certificates.crt', content: '' },
    ],
  },
  {
    info: { name: 'authority', version: '1.0-r0', provides: ['custom-ca-certificates', 'custom-ca=1'] },
    files: {
      'usr/local/share/ca-certificates/b.crt': `text before\n${secondCertificate}`,
      'usr/local/share/ca-certificates/a.pem': firstCertificate,
      'usr/local/share/ca-certificates/both.crt': `${firstCertificate}${secondCertificate}`,
      'usr/local/share/ca-certificates/none.crt': 'nothing\n',
      'usr/local/share/ca-certificates/readme.txt': secondCertificate,
    },
  },
  {
    info: { name: 's6', version: '2.12-r0' },
    files: [{ name: 'bin/s6-svscan', content: '#!/bin/sh\n', mode: 0o755 }],
  },
  {
    info: { name: 'busybox', version: '1.34.1-r0', provides: ['/bin/sh'] },
    files: [
      { name: 'bin/busybox', content: '\0ls\0cat\0sh\0', mode: 0o755, mtime: 1_640_000_000 },
      { name: 'bin/ls', content: 'a real ls', mode: 0o755 },
      { name: 'usr/sbin', type: 'directory', mtime: 1_630_000_000 },
    ],
  },
  {
    info: { name: 'listed-busybox', version: '9.9-r0', provides: ['cmd:busybox=9.9-r0'] },
    files: [
      { name: 'bin/busybox', content: 'x', mode: 0o755, mtime: 1_640_000_001 },
      { name: 'etc/busybox-paths.d/listed-busybox', content: 'bin/busybox\n/bin/ls\nusr/bin/[\nsbin/init\nplain\n' },
    ],
  },
  {
    info: { name: 'big', version: '1.0-r0', origin: 'big-origin', installedSize: 1_000_000 },
    files: { 'usr/share/big': '1'.repeat(70_000) },
  },
  {
    info: { name: 'big-doc', version: '1.0-r0', origin: 'big-origin', installedSize: 10 },
    files: { 'usr/share/doc/big': 'doc\n' },
  },
  {
    info: { name: 'middle', version: '1.0-r0', installedSize: 5000, replaces: ['small<2'] },
    files: { 'usr/share/middle': 'm' },
  },
  { info: { name: 'small', version: '1.5-r0', installedSize: 10 }, files: { 'usr/share/small': 's' } },
  {
    info: { name: 'tiny', version: '3.0-r0', installedSize: 10, replaces: ['big<1'] },
    files: { 'usr/share/tiny': 't' },
  },
  { info: { name: 'meta', version: '1.0-r0', depends: ['tiny', 'small'] } },
]
