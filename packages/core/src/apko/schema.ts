import { z } from 'zod'
import type { ApkoConfiguration } from './configuration.ts'

const text = (description: string): z.ZodString => z.string().describe(description)
const texts = (description: string): z.ZodArray<z.ZodString> => z.array(z.string()).describe(description)

/** Largest user or group id, and largest value of `permissions` (apko: uint32). */
const UINT32_MAX = 0xff_ff_ff_ff
const uint32 = (description: string): z.ZodNumber =>
  z.number().int().min(0).max(UINT32_MAX).describe(description).meta({ format: 'uint32' })

/** What may name a certificate or key: it becomes a file name (apko 1.2, image_configuration.go, certNameRegex). */
const fileName = (description: string): z.ZodString =>
  z
    .string()
    .regex(/^[a-zA-Z0-9_-]+[a-zA-Z0-9_.-]*$/, 'is no file name of letters, digits, "_", "-" and "." (not first)')
    .describe(description)

const named = (what: string) =>
  z.strictObject({
    name: fileName(`File name of the ${what}.`),
    content: z.string().min(1, 'is empty').describe(`PEM text of the ${what}.`),
  })

const repositories = 'Each a URL or directory that holds <arch>/APKINDEX.tar.gz, or "@tag URL".'

const contents = z
  .strictObject({
    build_repositories: texts(`Repositories to resolve from only. ${repositories}`).optional(),
    runtime_repositories: texts(`Repositories that are only listed in the image. ${repositories}`).optional(),
    repositories: texts(`Repositories to resolve from and to list in the image. ${repositories}`).optional(),
    keyring: texts('Paths and URLs of the public keys that indexes are verified with.').optional(),
    runtime_keyring: z
      .array(named('public key'))
      .describe('Public keys that are only placed in /etc/apk/keys of the image.')
      .optional(),
    packages: texts('Packages to install: name, name=1.2-r3, name~1.2, name>=1.2, name@tag.').optional(),
    baseimage: z
      .strictObject({
        image: text('OCI layout directory of the image to build upon.').optional(),
        apkindex: text('Directory that holds <arch>/APKINDEX with the packages of that image.').optional(),
      })
      .describe('An image to build upon.')
      .optional(),
  })
  .describe('What the image is made of.')

const entrypoint = z
  .strictObject({
    type: text('"service-bundle" runs the services under s6.').optional(),
    command: text('Command, split into words by shell rules.').optional(),
    'shell-fragment': text('Script, run by /bin/sh -c.').optional(),
    services: z.record(z.string(), z.string()).describe('Commands of the services, by name.').optional(),
  })
  .describe('What the container runs.')

const accounts = z
  .strictObject({
    'run-as': text('User to run as: a name, an id, or uid:gid.').optional(),
    users: z
      .array(
        z.strictObject({
          username: text('Login name.').optional(),
          uid: uint32('User id; not 0.').optional(),
          gid: uint32('Group id; the user id where absent.').optional(),
          shell: text('Login shell; /bin/sh where absent.').optional(),
          homedir: text('Home directory; /home/<username> where absent.').optional(),
        }),
      )
      .describe('Accounts for /etc/passwd.')
      .optional(),
    groups: z
      .array(
        z.strictObject({
          groupname: text('Group name.').optional(),
          gid: uint32('Group id.').optional(),
          members: texts('Login names of the members.').optional(),
        }),
      )
      .describe('Groups for /etc/group.')
      .optional(),
  })
  .describe('Users and groups.')

const pathMutation = z.strictObject({
  path: text('Path in the image.').optional(),
  type: z
    .enum(['directory', 'empty-file', 'hardlink', 'symlink', 'permissions'])
    .describe('What happens at the path.')
    .optional(),
  uid: uint32('Owner; untouched where neither uid nor gid is given.').optional(),
  gid: uint32('Group; untouched where neither uid nor gid is given.').optional(),
  permissions: uint32('Mode bits, best written in octal: 0o755. Absent means none.').optional(),
  source: text('Target of a link.').optional(),
  recursive: z.boolean().describe('Changes everything below the path too.').optional(),
})

/**
 * The configuration of apko 1.2 as its YAML files spell it (apko 1.2, pkg/build/types/types.go): unknown keys are refused at every
 * level. It is the only description of the format here: reading, checking and the JSON Schema for editors are derived from it.
 */
export const apkoConfiguration: z.ZodType<ApkoConfiguration> = z
  .strictObject({
    contents: contents.optional(),
    entrypoint: entrypoint.optional(),
    cmd: text('Arguments of the entrypoint, split into words by shell rules.').optional(),
    'stop-signal': text('Signal that asks the container to stop.').optional(),
    'work-dir': text('Directory that the container starts in.').optional(),
    accounts: accounts.optional(),
    archs: texts('Architectures, in the spelling of OCI (amd64) or APK (x86_64).').optional(),
    environment: z.record(z.string(), z.string()).describe('Environment variables.').optional(),
    paths: z.array(pathMutation).describe('Changes to the file system, in order.').optional(),
    'vcs-url': text('Where the configuration comes from: url@revision.').optional(),
    annotations: z.record(z.string(), z.string()).describe('Annotations of manifests and index.').optional(),
    include: text('Another configuration, which this one is merged over.').optional(),
    volumes: texts('Directories that runtimes should mount volumes on.').optional(),
    layering: z
      .strictObject({
        strategy: z.enum(['', 'origin']).describe('How packages are spread over layers.').optional(),
        budget: z.number().int().min(0).describe('Most layers that packages may take.').optional(),
      })
      .describe('Several layers instead of one.')
      .optional(),
    format: z.enum(['', 'tar', 'erofs']).describe('Format of the layers; tar where absent.').optional(),
    certificates: z
      .strictObject({
        additional: z.array(named('certificate')).describe('Certificates to trust.').optional(),
        providers: texts('Packages that provide one of these names bring certificates.').optional(),
      })
      .describe('Certificates of the image.')
      .optional(),
  })
  .meta({ title: 'apko configuration', description: 'An image for nacre or apko 1.2.' })
