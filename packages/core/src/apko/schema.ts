import * as v from 'valibot'
import type { ApkoConfiguration } from './configuration.ts'

const text = (description: string) => v.pipe(v.string(), v.description(description))
const texts = (description: string) => v.pipe(v.array(v.string()), v.description(description))
const textsByName = (description: string) => v.pipe(v.record(v.string(), v.string()), v.description(description))

/** One of these words; a fault of it has the words as its message. */
const choice = <const T extends readonly string[]>(words: T, description: string) =>
  v.pipe(v.picklist(words, words.filter((word) => word !== '').join(', ')), v.description(description))

/** Largest user or group id, and largest value of `permissions` (apko: uint32). */
const UINT32_MAX = 0xff_ff_ff_ff
const uint32 = (description: string) => v.pipe(count(UINT32_MAX), v.description(description))
const count = (most: number) => v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(most))

/** What may name a certificate or key: it becomes a file name (apko 1.2, image_configuration.go, certNameRegex). */
const fileName = (description: string) =>
  v.pipe(
    v.string(),
    v.regex(/^[a-zA-Z0-9_-]+[a-zA-Z0-9_.-]*$/, 'is no file name of letters, digits, "_", "-" and "." (not first)'),
    v.description(description),
  )

const named = (what: string) =>
  v.strictObject({
    name: fileName(`File name of the ${what}.`),
    content: v.pipe(v.string(), v.minLength(1, 'is empty'), v.description(`PEM text of the ${what}.`)),
  })

const repositories = 'Each a URL or directory that holds <arch>/APKINDEX.tar.gz, or "@tag URL".'

const contents = v.pipe(
  v.strictObject({
    build_repositories: v.optional(texts(`Repositories to resolve from only. ${repositories}`)),
    runtime_repositories: v.optional(texts(`Repositories that are only listed in the image. ${repositories}`)),
    repositories: v.optional(texts(`Repositories to resolve from and to list in the image. ${repositories}`)),
    keyring: v.optional(texts('Paths and URLs of the public keys that indexes are verified with.')),
    runtime_keyring: v.optional(
      v.pipe(
        v.array(named('public key')),
        v.description('Public keys that are only placed in /etc/apk/keys of the image.'),
      ),
    ),
    packages: v.optional(texts('Packages to install: name, name=1.2-r3, name~1.2, name>=1.2, name@tag.')),
    baseimage: v.optional(
      v.pipe(
        v.strictObject({
          image: v.optional(text('OCI layout directory of the image to build upon.')),
          apkindex: v.optional(text('Directory that holds <arch>/APKINDEX with the packages of that image.')),
        }),
        v.description('An image to build upon.'),
      ),
    ),
  }),
  v.description('What the image is made of.'),
)

const entrypoint = v.pipe(
  v.strictObject({
    type: v.optional(text('"service-bundle" runs the services under s6.')),
    command: v.optional(text('Command, split into words by shell rules.')),
    'shell-fragment': v.optional(text('Script, run by /bin/sh -c.')),
    services: v.optional(textsByName('Commands of the services, by name.')),
  }),
  v.description('What the container runs.'),
)

const user = v.strictObject({
  username: v.optional(text('Login name.')),
  uid: v.optional(uint32('User id; not 0.')),
  gid: v.optional(uint32('Group id; the user id where absent.')),
  shell: v.optional(text('Login shell; /bin/sh where absent.')),
  homedir: v.optional(text('Home directory; /home/<username> where absent.')),
})

const group = v.strictObject({
  groupname: v.optional(text('Group name.')),
  gid: v.optional(uint32('Group id.')),
  members: v.optional(texts('Login names of the members.')),
})

const accounts = v.pipe(
  v.strictObject({
    'run-as': v.optional(text('User to run as: a name, an id, or uid:gid.')),
    users: v.optional(v.pipe(v.array(user), v.description('Accounts for /etc/passwd.'))),
    groups: v.optional(v.pipe(v.array(group), v.description('Groups for /etc/group.'))),
  }),
  v.description('Users and groups.'),
)

const pathMutation = v.strictObject({
  path: v.optional(text('Path in the image.')),
  type: v.optional(
    choice(['directory', 'empty-file', 'hardlink', 'symlink', 'permissions'], 'What happens at the path.'),
  ),
  uid: v.optional(uint32('Owner; untouched where neither uid nor gid is given.')),
  gid: v.optional(uint32('Group; untouched where neither uid nor gid is given.')),
  permissions: v.optional(uint32('Mode bits, best written in octal: 0o755. Absent means none.')),
  source: v.optional(text('Target of a link.')),
  recursive: v.optional(v.pipe(v.boolean(), v.description('Changes everything below the path too.'))),
})

const layering = v.pipe(
  v.strictObject({
    strategy: v.optional(choice(['', 'origin'], 'How packages are spread over layers.')),
    budget: v.optional(v.pipe(count(Number.MAX_SAFE_INTEGER), v.description('Most layers that packages may take.'))),
  }),
  v.description('Several layers instead of one.'),
)

const certificates = v.pipe(
  v.strictObject({
    additional: v.optional(v.pipe(v.array(named('certificate')), v.description('Certificates to trust.'))),
    providers: v.optional(texts('Packages that provide one of these names bring certificates.')),
  }),
  v.description('Certificates of the image.'),
)

/**
 * The configuration of apko 1.2 as its YAML files spell it (apko 1.2, pkg/build/types/types.go): unknown keys are refused at every
 * level. It is the only description of the format here: reading, checking and the JSON Schema for editors are derived from it.
 */
export const apkoConfiguration: v.GenericSchema<ApkoConfiguration> = v.pipe(
  v.strictObject({
    contents: v.optional(contents),
    entrypoint: v.optional(entrypoint),
    cmd: v.optional(text('Arguments of the entrypoint, split into words by shell rules.')),
    'stop-signal': v.optional(text('Signal that asks the container to stop.')),
    'work-dir': v.optional(text('Directory that the container starts in.')),
    accounts: v.optional(accounts),
    archs: v.optional(texts('Architectures, in the spelling of OCI (amd64) or APK (x86_64).')),
    environment: v.optional(textsByName('Environment variables.')),
    paths: v.optional(v.pipe(v.array(pathMutation), v.description('Changes to the file system, in order.'))),
    'vcs-url': v.optional(text('Where the configuration comes from: url@revision.')),
    annotations: v.optional(textsByName('Annotations of manifests and index.')),
    include: v.optional(text('Another configuration, which this one is merged over.')),
    volumes: v.optional(texts('Directories that runtimes should mount volumes on.')),
    layering: v.optional(layering),
    format: v.optional(choice(['', 'tar', 'erofs'], 'Format of the layers; tar where absent.')),
    certificates: v.optional(certificates),
  }),
  v.title('apko configuration'),
  v.description('An image for nacre or apko 1.2.'),
)
