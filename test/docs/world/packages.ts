import type { ApkOptions } from '@nacre/core/testing'

type Described = readonly [name: string, version: string, more?: Omit<ApkOptions, 'name' | 'version'>]

const program = (path: string, content = 'program'): NonNullable<ApkOptions['files']> => ({
  [path]: { content, mode: 0o755 },
})

const alpineBase: Described[] = [
  [
    'alpine-baselayout',
    '3.7.0-r0',
    {
      depends: ['alpine-release'],
      files: {
        'etc/passwd': 'root:x:0:0:root:/root:/bin/sh\n',
        'etc/group': 'root:x:0:\n',
        'tmp/': { type: 'directory', mode: 0o1777 },
      },
    },
  ],
  ['alpine-base', '3.22.1-r0', { depends: ['alpine-baselayout', 'busybox', 'apk-tools'] }],
  [
    'alpine-release',
    '3.22.1-r0',
    { files: { 'etc/os-release': 'ID=alpine\nVERSION_ID=3.22.1\nPRETTY_NAME="Alpine Linux v3.22"\n' } },
  ],
  ['apk-tools', '2.14.9-r2', { depends: ['musl'], files: program('sbin/apk') }],
  [
    'busybox',
    '1.37.0-r18',
    { depends: ['musl'], provides: ['cmd:sh=1.37.0-r18', '/bin/sh'], files: program('bin/busybox', 'shell') },
  ],
  ['ca-certificates-bundle', '20250619-r0', { files: { 'etc/ssl/certs/ca-certificates.crt': 'certificates\n' } }],
  ['musl', '1.2.5-r10', { license: 'MIT', files: program('lib/ld-musl.so.1', 'libc') }],
  ['tzdata', '2025b-r0', { files: { 'usr/share/zoneinfo/UTC': 'TZif' } }],
  ['zlib', '1.3.1-r2', { license: 'Zlib', depends: ['musl'], files: { 'usr/lib/libz.so.1': 'library' } }],
]

const alpineMain: Described[] = [
  ...alpineBase,
  ['curl', '8.14.1-r1', { depends: ['zlib'], files: program('usr/bin/curl') }],
  ['git', '2.49.1-r0', { depends: ['zlib'], files: program('usr/bin/git') }],
  [
    'libcrypto3',
    '3.5.1-r0',
    { license: 'Apache-2.0', depends: ['musl'], files: { 'usr/lib/libcrypto.so.3': 'library' } },
  ],
  [
    'nginx',
    '1.28.0-r3',
    {
      license: 'BSD-2-Clause',
      depends: ['zlib', 'pcre2'],
      files: { ...program('usr/sbin/nginx'), 'etc/nginx/nginx.conf': 'events {}\n' },
    },
  ],
  [
    'nodejs',
    '22.16.0-r2',
    { license: 'MIT', depends: ['zlib', 'libcrypto3', 'ca-certificates-bundle'], files: program('usr/bin/node') },
  ],
  ['npm', '11.3.0-r1', { depends: ['nodejs'], files: program('usr/bin/npm') }],
  [
    'pcre2',
    '10.43-r1',
    { license: 'BSD-3-Clause', depends: ['musl'], files: { 'usr/lib/libpcre2-8.so.0': 'library' } },
  ],
]

const alpineCommunity: Described[] = [
  ['go', '1.24.6-r0', { depends: ['musl'], files: program('usr/lib/go/bin/go') }],
  ['php84', '8.4.10-r0', { depends: ['php84-common', 'zlib'], files: program('usr/bin/php84') }],
  ['php84-common', '8.4.10-r0', { files: { 'etc/php84/php.ini': 'memory_limit = 128M\n' } }],
  ...[
    'ctype',
    'curl',
    'iconv',
    'intl',
    'mbstring',
    'opcache',
    'openssl',
    'pdo',
    'pdo_mysql',
    'phar',
    'session',
    'zip',
  ].map(
    (extension): Described => [
      `php84-${extension}`,
      '8.4.10-r0',
      { depends: ['php84-common'], files: { [`usr/lib/php84/modules/${extension}.so`]: 'extension' } },
    ],
  ),
  ['composer', '2.8.10-r0', { depends: ['php84'], files: program('usr/bin/composer') }],
]

const wolfi: Described[] = [
  ['wolfi-baselayout', '20230201-r24', { files: { 'etc/os-release': 'ID=wolfi\nVERSION_ID=20230201\n' } }],
  ['bash', '5.3-r0', { depends: ['glibc'], provides: ['cmd:bash=5.3-r0'], files: program('bin/bash') }],
  ['busybox', '1.37.0-r50', { depends: ['glibc'], provides: ['cmd:sh=1.37.0-r50'], files: program('bin/busybox') }],
  ['ca-certificates-bundle', '20250911-r0', { files: { 'etc/ssl/certs/ca-certificates.crt': 'certificates\n' } }],
  ['curl', '8.16.0-r0', { depends: ['glibc'], files: program('usr/bin/curl') }],
  ['glibc', '2.42-r0', { license: 'LGPL-2.1-or-later', files: program('lib/libc.so.6', 'libc') }],
  ['nginx', '1.29.1-r0', { license: 'BSD-2-Clause', depends: ['glibc'], files: program('usr/sbin/nginx') }],
  [
    'nodejs-22',
    '22.19.0-r0',
    { license: 'MIT', depends: ['glibc'], provides: ['nodejs=22.19.0'], files: program('usr/bin/node') },
  ],
  ['tzdata', '2025b-r2', { files: { 'usr/share/zoneinfo/UTC': 'TZif' } }],
]

const own: Described[] = [
  ['billing', '4.2.0-r0', { license: 'LicenseRef-Example', files: program('usr/bin/billing') }],
  ['acme-agent', '1.9.3-r0', { files: program('usr/bin/acme-agent') }],
]

/** What each repository of the offline world holds, by host and path. The packages have real names, and a few bytes each. */
export const worldPackages: Readonly<Record<string, readonly Described[]>> = {
  'dl-cdn.alpinelinux.org/alpine/v3.22/main': alpineMain,
  'dl-cdn.alpinelinux.org/alpine/v3.22/community': alpineCommunity,
  'dl-cdn.alpinelinux.org/alpine/edge/main': alpineMain.map(([name, , more]) => [name, '99.0-r0', more ?? {}] as const),
  'packages.wolfi.dev/os': wolfi,
  'apk.example.com/team': own,
}
