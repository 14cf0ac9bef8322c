import { firstCertificate, publicKey, secondCertificate } from './certificates.ts'

/** One configuration that apko and nacre both build. */
export interface Configuration {
  readonly name: string
  /** Files in the directory of its name; `apko.yaml` is built, from the directory above. */
  readonly files: Readonly<Record<string, string>>
  /** `SOURCE_DATE_EPOCH` of the build. */
  readonly epoch?: number
  /** Built from the lock file that the configuration gives, and not from indexes. */
  readonly locked?: boolean
  /** The configuration whose image, as the layout `<name>.layout`, this one is built upon. */
  readonly base?: string
  /** The image has a shell at `/bin/sh` for the architecture of most machines, x86_64. */
  readonly boots?: boolean
}

const ALPINE_KEYS = [
  'alpine-keys/alpine-devel@lists.alpinelinux.org-4a6a0840.rsa.pub',
  'alpine-keys/alpine-devel@lists.alpinelinux.org-6165ee59.rsa.pub',
  'alpine-keys/alpine-devel@lists.alpinelinux.org-58199dcc.rsa.pub',
]
const TEST_KEY = 'test-keys/reconstituted-test-4096.rsa.pub'

/** What is asked of the real distributions, each with the repositories and keys that it needs. */
const REPOSITORIES: Readonly<Record<string, { repositories: readonly string[]; keyring: readonly string[] }>> = {
  '3.19': { repositories: ['alpine-3.19'], keyring: ALPINE_KEYS },
  '3.19-extra': { repositories: ['alpine-3.19', 'alpine-3.19-extra'], keyring: [...ALPINE_KEYS, TEST_KEY] },
  '3.13': { repositories: ['alpine-3.13'], keyring: ALPINE_KEYS },
  '3.20': { repositories: ['alpine-3.20'], keyring: [TEST_KEY] },
  wolfi: { repositories: ['wolfi'], keyring: [TEST_KEY] },
  replay: { repositories: ['replay'], keyring: ['replay-key/melange.rsa.pub'] },
  made: { repositories: ['made'], keyring: [] },
}

function contents(from: keyof typeof REPOSITORIES & string, packages: readonly string[]): string {
  const { repositories, keyring } = REPOSITORIES[from]!
  const list = (key: string, values: readonly string[]) =>
    values.length === 0 ? '' : `  ${key}:\n${values.map((value) => `    - "${value}"\n`).join('')}`
  return `contents:\n${list('repositories', repositories)}${list('keyring', keyring)}${list('packages', packages)}`
}

function config(name: string, text: string, rest: Partial<Configuration> = {}): Configuration {
  return {
    name,
    files: { 'apko.yaml': text, ...rest.files },
    ...(rest.epoch === undefined ? {} : { epoch: rest.epoch }),
    ...(rest.boots ? { boots: true } : {}),
    ...(rest.locked ? { locked: true } : {}),
    ...(rest.base === undefined ? {} : { base: rest.base }),
  }
}

const X86 = 'archs: [x86_64]\n'
const indented = (text: string): string => text.replace(/^/gm, '        ').trimEnd()

/** Every configuration of the comparison; together they use every field. */
export const configurations: readonly Configuration[] = [
  config(
    'golden',
    `${contents('replay', ['replayout'])}entrypoint:
  command: /bin/sh -l
archs: [x86_64, aarch64]
annotations:
  org.opencontainers.image.title: Title
  org.opencontainers.image.vendor: Vendor
`,
  ),
  config('golden-bare', `${contents('replay', ['replayout'])}${X86}`),
  config('alpine-3.19', `${contents('3.19', ['alpine-base'])}${X86}cmd: /bin/sh\n`, { boots: true }),
  config('alpine-3.19-server', `${contents('3.19', ['alpine-base', 'chrony', 'openssh', 'openssl', 'tzdata'])}${X86}`, {
    boots: true,
  }),
  config(
    'alpine-3.19-tools',
    `${contents('3.19-extra', ['alpine-baselayout', 'alpine-keys', 'alpine-release', 'busybox', 'ca-certificates', 'coreutils', 'git', 'jq', 'mount', 'tzdata'])}${X86}`,
    { boots: true },
  ),
  config(
    'alpine-3.19-develop',
    `${contents('3.19-extra', ['binutils', 'libstdc++-dev', 'linux-headers', 'musl-dev', 'busybox', 'libxml2'])}${X86}`,
    { boots: true },
  ),
  config('alpine-3.13', `${contents('3.13', ['alpine-base'])}archs: [aarch64]\n`),
  config(
    'alpine-3.13-server',
    `${contents('3.13', ['alpine-base', 'chrony', 'openssh', 'openssl', 'tzdata'])}archs: [aarch64]\n`,
  ),
  config(
    'alpine-3.20',
    `${contents('3.20', ['alpine-baselayout', 'busybox', 'musl', 'ca-certificates-bundle'])}archs: [x86_64, aarch64]\n`,
    { boots: true },
  ),
  config(
    'wolfi',
    `${contents('wolfi', ['wolfi-baselayout', 'glibc', 'libstdc++', 'zlib', 'xz', 'ca-certificates-bundle', 'tzdata'])}${X86}`,
  ),
  config(
    'wolfi-layers',
    `${contents('wolfi', ['wolfi-baselayout', 'glibc', 'libstdc++', 'zlib', 'xz', 'tzdata=2024a-r3'])}${X86}layering: {strategy: origin, budget: 4}\n`,
  ),
  ...[0, 1, 3, 10].map((budget) =>
    config(
      `layers-${budget}`,
      `${contents('3.19', ['alpine-base', 'chrony'])}${X86}layering:\n  strategy: origin\n  budget: ${budget}\n`,
    ),
  ),
  config(
    'layers-archs',
    `${contents('3.20', ['alpine-baselayout', 'busybox', 'zlib', 'scanelf'])}archs: [arm64, amd64]\nlayering: {strategy: origin, budget: 3}\n`,
    { boots: true },
  ),
  config('layers-empty', `${contents('replay', ['replayout'])}${X86}layering: {}\n`),
  config(
    'layers-replaces',
    `${contents('made', ['big', 'big-doc', 'middle', 'small', 'tiny', 'meta', 'links', 'third'])}${X86}layering: {strategy: origin, budget: 10}\n`,
  ),
  config(
    'layers-merged',
    `${contents('made', ['big', 'big-doc', 'middle', 'tiny', 'meta', 'links', 'through-link'])}${X86}layering: {strategy: origin, budget: 2}\n`,
  ),
  config(
    'accounts',
    `${contents('3.19', ['alpine-baselayout', 'busybox'])}${X86}accounts:
  run-as: web
  users:
    - {username: web, uid: 10001}
    - {username: job, uid: 10002, gid: 20000, shell: /sbin/nologin, homedir: /srv/job/home}
    - {username: rooted, uid: 10003, gid: 0, homedir: /dev/null}
    - {username: rooted, uid: 10004}
  groups:
    - {groupname: web, gid: 10001}
    - {groupname: staff2, gid: 20000, members: [web, job]}
`,
    { boots: true },
  ),
  config(
    'accounts-bare',
    `${contents('made', ['first'])}${X86}accounts:
  run-as: "65532:65532"
  users: [{username: nonroot, uid: 65532, gid: 65532}]
  groups: [{groupname: nonroot, gid: 65532}]
`,
  ),
  config(
    'accounts-made',
    `${contents('made', ['base'])}${X86}accounts:\n  run-as: "2"\n  users: [{username: one, uid: 7, homedir: /}]\n`,
  ),
  config(
    'paths',
    `${contents('made', ['base', 'links'])}${X86}paths:
  - {path: /var/lib/app/data, type: directory, uid: 65532, gid: 65533, permissions: 0o2775}
  - {path: /var/log/app/log, type: empty-file, uid: 65532, permissions: 0o640}
  - {path: /srv/data/one, type: empty-file, permissions: 0o644}
  - {path: /etc/apko.json, type: permissions, gid: 5, permissions: 0o400}
  - {path: /usr/bin/linked, type: hardlink, source: /usr/bin/tool, permissions: 0o4755}
  - {path: /usr/bin/gettid, type: hardlink, source: /srv/data/link, permissions: 0o711}
  - {path: /opt/tool, type: symlink, source: ../usr/bin/tool, uid: 1, permissions: 0o700}
  - {path: new/sub/link, type: symlink, source: /srv/data, permissions: 0o1777}
  - {path: /srv/data/sub, type: permissions, permissions: 0o700, uid: 0}
  - {path: /etc/group, type: permissions}
  - {path: /made, type: directory, permissions: 0o755, recursive: true}
`,
  ),
  config(
    'paths-recursive',
    `${contents('made', ['base'])}${X86}paths:
  - {path: /srv, type: permissions, permissions: 0o750, uid: 9, gid: 8, recursive: true}
  - {path: /srv/data/one, type: permissions, permissions: 0o6755, recursive: true}
  - {path: /etc/ssl, type: directory, permissions: 0o711, recursive: true}
  - {path: /home/x/y, type: directory, permissions: 0o1700, uid: 1000}
`,
  ),
  config(
    'certificates',
    `${contents('made', ['base', 'authority', 'java'])}${X86}certificates:
  additional:
    - name: Own-CA_1
      content: |
        comment
${indented(secondCertificate)}
    - name: other.ca
      content: |
${indented(firstCertificate)}
  providers: [custom-ca-certificates]
`,
  ),
  config(
    'certificates-providers',
    `${contents('replay', ['replayout', 'custom-ca-certs-1', 'custom-ca-certs-2'])}archs: [amd64, arm64]\ncertificates:\n  providers: [custom-ca-certificates, no-such-thing]\n`,
  ),
  config('certificates-unused', `${contents('made', ['base', 'java'])}${X86}certificates: {}\n`),
  config(
    'java',
    `${contents('made', ['java'])}${X86}certificates:\n  additional:\n    - name: only\n      content: |\n${indented(firstCertificate)}\n`,
    { epoch: 1_234_567_890 },
  ),
  config(
    'runtime-keyring',
    `${contents('3.20', ['alpine-baselayout']).trimEnd()}
  runtime_keyring:
    - name: z.rsa.pub
      content: |
${indented(publicKey)}
    - name: a.rsa.pub
      content: |
        text around it
${indented(publicKey)}
${X86}`,
  ),
  config(
    'service-bundle',
    `${contents('made', ['base'])}${X86}entrypoint:
  type: service-bundle
  command: /ignored
  services:
    web: /usr/bin/web --port 80
    job: /usr/bin/job <in >out
`,
  ),
  config(
    'services',
    `${contents('made', ['base', 's6'])}${X86}entrypoint:\n  command: /bin/s6-svscan /sv\n  services: {one: "true"}\n`,
  ),
  config(
    'config-fields',
    `${contents('made', ['base'])}${X86}entrypoint:
  shell-fragment: echo "<&>" && exec 'sleep' 1
cmd: "'a b' \\"c \\\\\\" d\\" e\\\\ f # not this"
stop-signal: SIGQUIT
work-dir: /srv
volumes: [/srv/data, /var/lib/app]
environment:
  PATH: ""
  LANG: C.UTF-8
  HTML: <a href="x">&</a>
annotations:
  org.opencontainers.image.title: only a title
  note: <&>
vcs-url: https://example.com/repo@0123456789
`,
  ),
  config(
    'entrypoint',
    `${contents('made', ['base'])}${X86}entrypoint:\n  command: /usr/bin/env -S "sh -c" \\$HOME\nformat: tar\n`,
  ),
  config(
    'repositories',
    `contents:
  build_repositories: [alpine-3.19]
  repositories: ["@extra alpine-3.19-extra", "made/"]
  runtime_repositories: ["http://example.com/alpine/main", "@edge http://example.com/edge"]
  keyring: ["${ALPINE_KEYS[1]}", "${ALPINE_KEYS[0]}", "${TEST_KEY}"]
  packages: [musl, "busybox=1.36.1-r15", linux-headers@extra, "zlib>1", first]
${X86}`,
  ),
  config(
    'includes',
    `include: includes/more.yaml\n${contents('replay', ['replayout'])}entrypoint: {command: /own}\nenvironment: {A: own}\npaths:\n  - {path: /two, type: directory, permissions: 0o755}\n`,
    {
      files: {
        'more.yaml':
          'include: includes/most.yaml\narchs: [x86_64]\nentrypoint: {command: /not-used}\ncmd: used\nenvironment: {A: more, B: more}\npaths:\n  - {path: /one, type: directory, permissions: 0o700}\n  - {path: /two/b, type: empty-file, permissions: 0o600}\n',
        'most.yaml':
          'contents:\n  packages: [custom-ca-certs-1]\naccounts:\n  users: [{username: deep, uid: 12}]\nannotations: {from: most}\nwork-dir: /one\n',
      },
    },
  ),
  config('busybox-table', `${contents('made', ['busybox', 'first'])}${X86}`),
  config('busybox-list', `${contents('made', ['listed-busybox'])}${X86}`),
  config('files', `${contents('made', ['links', 'odd-info'])}${X86}`),
  config('merged-usr', `${contents('made', ['through-link', 'base'])}${X86}`),
  config('conflicts', `${contents('made', ['third', 'late', 'second'])}${X86}`),
  config(
    'many-archs',
    `${contents('made', ['base', 'odd-info', 'first'])}archs: [armv7, x86, riscv64, amd64, aarch64]\n`,
  ),
  config(
    'epoch',
    `${contents('made', ['base', 'odd-info'])}${X86}annotations: {org.opencontainers.image.created: never}\n`,
    { epoch: 1_600_000_000 },
  ),
  config(
    'hard-links',
    `${contents('3.19-extra', ['tzdata', 'ncurses-terminfo-base', 'git'])}${X86}layering: {strategy: origin, budget: 5}\npaths:\n  - {path: /usr/bin/git, type: permissions, permissions: 0o700}\n`,
  ),
  config('locked', `${contents('3.19', ['alpine-base', 'tzdata'])}${X86}`, { locked: true, boots: true }),
  config(
    'locked-archs',
    `${contents('3.20', ['busybox', 'scanelf'])}archs: [amd64, arm64]\nlayering: {strategy: origin, budget: 3}\n`,
    {
      locked: true,
    },
  ),
  config('locked-3.13', `${contents('3.13', ['alpine-base'])}archs: [aarch64]\n`, { locked: true }),
  config(
    'lower',
    `contents:
  repositories: [replay, private/packages]
  keyring: [replay-key/melange.rsa.pub, private/private_pkg_key.rsa.pub]
  packages: [package-y]
archs: [x86_64, aarch64]
entrypoint: {command: /bin/below}
annotations: {below: "yes"}
environment: {BELOW: "1"}
`,
  ),
  config(
    'base-image',
    `contents:
  repositories: [replay]
  keyring: [replay-key/melange.rsa.pub]
  packages: [replayout]
  baseimage: {image: lower.layout, apkindex: base-index}
archs: [x86_64, aarch64]
`,
    { base: 'lower', locked: true },
  ),
]

/** The configuration of a name. */
export function configurationOf(name: string): Configuration {
  const found = configurations.find((one) => one.name === name)
  if (found === undefined) throw new Error(`There is no configuration called ${name}`)
  return found
}
