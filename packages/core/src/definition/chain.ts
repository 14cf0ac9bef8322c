import type { ToApkoOptions } from '../apko/to-apko.ts'
import type { BuildOptions } from '../build/build.ts'
import type { BuiltImage } from '../build/built-image.ts'
import type { Outdated, OutdatedOptions } from '../explain/outdated.ts'
import type { LayeringFunction } from '../layer/strategy.ts'
import type { LockSource } from '../lock/read-lock.ts'
import type { Plan } from '../plan/plan.ts'
import type { PlanOptions } from '../plan/resolve.ts'
import type { ProfileName } from '../profile.ts'
import { announced } from '../progress/announce.ts'
import type { Attachments } from './attachments.ts'
import {
  emptyDefinition,
  type GroupEntry,
  type ImageDefinition,
  type KeyEntry,
  type LayeringEntry,
  type PathEntry,
  type UserEntry,
} from './definition.ts'
import { definitionError } from './definition-error.ts'
import { fileContent, type PathOptions } from './file-content.ts'
import { freeze } from './freeze.ts'
import { addRepositories, type RepositorySource } from './repositories.ts'

/**
 * A frozen chain around an {@link ImageDefinition}: every method returns a new chain, and nothing runs before a verb
 * (`plan`, `build`) is called.
 */
export class ImageChain {
  readonly #definition: ImageDefinition
  readonly #attachments: Attachments

  constructor(definition: ImageDefinition, attachments: Attachments) {
    this.#definition = freeze(definition)
    this.#attachments = attachments
    Object.freeze(this)
  }

  /**
   * Adds repositories to take packages from; order matters only between equal candidates. An open repository stands in for
   * the entry of its name and tag that is there already.
   */
  from(...sources: RepositorySource[]): ImageChain {
    const known = { entries: this.#definition.repositories, open: this.#attachments.repositories }
    const { entries, open } = addRepositories(known, sources)
    return this.#with({ repositories: entries }, { repositories: open })
  }

  /** Trusts public keys: files, directories or URLs, or `{ name, content }` with the PEM text. */
  trust(...keys: KeyEntry[]): ImageChain {
    return this.#with({ keyring: [...this.#definition.keyring, ...keys] })
  }

  /** Places public keys in the image's `/etc/apk/keys` that the build itself does not use. */
  runtimeKey(name: string, content: string): ImageChain {
    return this.#with({ runtimeKeyring: [...this.#definition.runtimeKeyring, { name, content }] })
  }

  /** Asks for packages: `nginx`, `ca-certificates>=2024`, `foo@edge`, `!bar`. */
  add(...packages: string[]): ImageChain {
    return this.#with({ packages: [...this.#definition.packages, ...packages] })
  }

  /** Builds upon an image: a registry reference or an OCI layout directory. */
  base(reference: string, options: { index?: string } = {}): ImageChain {
    return this.#with({ base: { reference, ...options } })
  }

  /** Runs as this id or name; an object also creates the account. */
  user(user: number | string | UserEntry): ImageChain {
    if (typeof user !== 'object') return this.runAs(user)
    const { accounts } = this.#definition
    return this.#with({ accounts: { ...accounts, users: [...accounts.users, user], runAs: user.name } })
  }

  /** Creates a group. */
  group(group: GroupEntry): ImageChain {
    const { accounts } = this.#definition
    return this.#with({ accounts: { ...accounts, groups: [...accounts.groups, group] } })
  }

  /** Runs as this user: a name, an id, or `uid:gid`. */
  runAs(user: number | string): ImageChain {
    return this.#with({ accounts: { ...this.#definition.accounts, runAs: String(user) } })
  }

  /** The program and its fixed arguments, as they are: no shell, nothing split. */
  entrypoint(...args: string[]): ImageChain {
    return this.#with({ entrypoint: { args } })
  }

  /** Arguments after the entrypoint, which a caller of the image may replace. */
  cmd(...args: string[]): ImageChain {
    return this.#with({ cmd: { args } })
  }

  /** Environment variables. */
  env(variables: Readonly<Record<string, string>>): ImageChain {
    return this.#with({ environment: { ...this.#definition.environment, ...variables } })
  }

  /** The directory that the program starts in. */
  workdir(directory: string): ImageChain {
    return this.#with({ workdir: directory })
  }

  /** The signal that asks the container to stop: `SIGQUIT`. */
  stopSignal(signal: string): ImageChain {
    return this.#with({ stopSignal: signal })
  }

  /** A label in the image config. */
  label(key: string, value: string): ImageChain {
    return this.#with({ labels: { ...this.#definition.labels, [key]: value } })
  }

  /** An annotation on every manifest and on the index. */
  annotate(key: string, value: string): ImageChain {
    return this.#with({ annotations: { ...this.#definition.annotations, [key]: value } })
  }

  /** Directories that a runtime should mount volumes on. */
  volume(...paths: string[]): ImageChain {
    return this.#with({ volumes: [...this.#definition.volumes, ...paths] })
  }

  /** Ports that the image listens on: `8080`, `'53/udp'`. */
  expose(...ports: (number | string)[]): ImageChain {
    const named = ports.map((port) => (String(port).includes('/') ? String(port) : `${port}/tcp`))
    return this.#with({ ports: [...this.#definition.ports, ...named] })
  }

  /** A file with this content; mode 0644 and root's, unless told otherwise. */
  file(path: string, content: string | Uint8Array, options: PathOptions = {}): ImageChain {
    return this.#path({ type: 'file', path, content: fileContent(content), ...options })
  }

  /** A local file, read when the image is built. */
  fileFrom(path: string, from: string, options: PathOptions = {}): ImageChain {
    return this.#path({ type: 'file', path, from, ...options })
  }

  /** A local directory below `path`, read when the image is built; `ignore` holds gitignore-style patterns. */
  tree(from: string, path: string, options: PathOptions & { ignore?: readonly string[] } = {}): ImageChain {
    return this.#path({ type: 'tree', path, from, ...options })
  }

  /** A directory, with its missing parents; mode 0755 unless told otherwise. */
  directory(path: string, options: PathOptions = {}): ImageChain {
    return this.#path({ type: 'directory', path, ...options })
  }

  /** A symbolic link at `path` that leads to `target`, kept as written. */
  symlink(path: string, target: string): ImageChain {
    return this.#path({ type: 'symlink', path, source: target })
  }

  /** A further name for the file at `target`. */
  hardlink(path: string, target: string): ImageChain {
    return this.#path({ type: 'hardlink', path, source: target })
  }

  /** Changes mode and owner of what is there; `recursive` of everything below it too. */
  permissions(path: string, options: PathOptions & { recursive?: boolean }): ImageChain {
    return this.#path({ type: 'permissions', path, ...options })
  }

  /** How files are spread over layers: `single`, `origin` with a budget, `package`, or a function of your own. */
  layers(strategy: 'single' | 'origin' | 'package' | LayeringFunction, options: { budget?: number } = {}): ImageChain {
    if (typeof strategy === 'function') {
      return this.#with({ layering: { strategy: 'custom' } }, { layering: strategy })
    }
    const layering: LayeringEntry = { strategy, ...options }
    return this.#with({ layering })
  }

  /** Architectures to build when the verb names none. */
  arch(...archs: string[]): ImageChain {
    return this.#with({ archs: [...this.#definition.archs, ...archs] })
  }

  /** Follows apk (`nacre`) or apko 1.2 (`apko`) wherever the two disagree. */
  profile(profile: ProfileName): ImageChain {
    return this.#with({ profile })
  }

  /**
   * The definition as the text of an apko configuration.
   *
   * @throws ImageError `ERR_IMAGE_APKO_UNSAID` when it says what apko cannot, unless `lossy` is set
   */
  async toApko(options: ToApkoOptions = {}): Promise<string> {
    const { toApko } = await import('../apko/to-apko.ts')
    return toApko(this.#definition, options)
  }

  /** The definition as plain, frozen data; `image(json)` reads it back. */
  toJSON(): ImageDefinition {
    return this.#definition
  }

  /**
   * Resolves: downloads indexes only.
   *
   * @throws ImageError, ApkError, SolverError, HttpError
   */
  async plan(options: PlanOptions = {}): Promise<Plan> {
    const { resolvePlan } = await import('../plan/resolve.ts')
    return resolvePlan(this.#definition, this.#attachments, announced(options, this.#definition))
  }

  /**
   * Resolves, fetches, installs and packs: an image for every architecture, nothing written anywhere yet.
   *
   * @throws ImageError, ApkError, SolverError, HttpError, ArchiveError
   */
  async build(options: BuildOptions = {}): Promise<BuiltImage> {
    const { buildImage } = await import('../build/build.ts')
    return buildImage(this.#definition, this.#attachments, announced(options, this.#definition))
  }

  /**
   * Resolves anew, and says what a rebuild today would change against what a lock holds. Only indexes are read.
   *
   * @throws ImageError, ApkError, SolverError, HttpError
   */
  async outdated(lock: LockSource, options: OutdatedOptions = {}): Promise<Outdated> {
    const { findOutdated } = await import('../explain/outdated.ts')
    return await findOutdated(this, lock, options)
  }

  #path(entry: PathEntry): ImageChain {
    return this.#with({ paths: [...this.#definition.paths, entry] })
  }

  #with(change: Partial<ImageDefinition>, attachments: Partial<Attachments> = {}): ImageChain {
    return new ImageChain({ ...this.#definition, ...change }, { ...this.#attachments, ...attachments })
  }
}

/**
 * Begins an image: an empty one, or one read back from its JSON. What the JSON says is checked by the verbs.
 *
 * @throws ImageError `ERR_IMAGE_DEFINITION` for what is no object
 * @example
 * image().from(alpine('v3.22')).add('nginx').user(65532).build({ arch: ['x86_64'] })
 */
export function image(definition?: Partial<ImageDefinition>): ImageChain {
  if (definition !== undefined && (typeof definition !== 'object' || definition === null)) {
    throw definitionError([{ path: '', message: 'it is no object' }])
  }
  return new ImageChain({ ...emptyDefinition, ...definition }, { repositories: new Map() })
}
