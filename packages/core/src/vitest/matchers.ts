import type { AdvisoryFeed } from '@nacre/sbom'
import type { BuildOptions } from '../build/build.ts'
import type { LockSource } from '../lock/read-lock.ts'
import { toContainPackage } from './contain-package.ts'
import { toHaveEntrypoint } from './entrypoint.ts'
import type { FileExpectation } from './file-expectation.ts'
import { toHaveFile } from './have-file.ts'
import { toHaveLabel } from './label.ts'
import { toMatchLock } from './match-lock.ts'
import { toHaveNoShell } from './no-shell.ts'
import { toHaveNoKnownVulnerabilities, type VulnerabilityOptions } from './no-vulnerabilities.ts'
import { toBeReproducible } from './reproducible.ts'
import { toRunAs } from './run-as.ts'
import { type SizeOptions, toBeSmallerThan } from './smaller-than.ts'

/**
 * What `expect` can say of definitions, plans and built images. Of several architectures, an expectation has to hold for each;
 * so has its opposite with `.not`.
 */
export interface NacreMatchers<R extends void | Promise<void>> {
  /**
   * A plan or image holds a package of this name, in a version that the constraint allows: `'>=1.26'`, `'~1.26'`, or a
   * version alone, which then has to be that one.
   */
  toContainPackage(name: string, constraint?: string): R
  /** An image has this path, with mode, owner and content as demanded. To be awaited: the content may be on a disk. */
  toHaveFile(path: string, expectation?: FileExpectation): Promise<void>
  /** A definition, plan or image runs as this user: an id, a name, or `uid:gid`. */
  toRunAs(user: number | string): R
  /** A definition, plan or image starts exactly this program with these arguments. */
  toHaveEntrypoint(...args: readonly (string | readonly string[])[]): R
  /** A definition, plan or image has this label, with this value or one that matches. */
  toHaveLabel(key: string, value?: string | RegExp): R
  /** An image has no shell in a directory of programs, a plan no package that brings one. */
  toHaveNoShell(): R
  /**
   * Two builds of a definition, or two calls of a function that builds one, give the same digest; the failure says what
   * differs. To be awaited.
   */
  toBeReproducible(options?: BuildOptions): Promise<void>
  /** A plan or image holds exactly what this lock, a file or its content, holds. To be awaited. */
  toMatchLock(lock: LockSource): Promise<void>
  /** No feed knows a vulnerability that is in the packages of a plan or image. To be awaited. */
  toHaveNoKnownVulnerabilities(
    feeds: AdvisoryFeed | readonly AdvisoryFeed[],
    options?: VulnerabilityOptions,
  ): Promise<void>
  /** An image, for each architecture, has fewer bytes than this: `'20 MB'`, `'18 MiB'`, or a number. */
  toBeSmallerThan(size: string | number, options?: SizeOptions): R
}

/** The matchers as `expect.extend` takes them. */
export const matchers: {
  readonly toContainPackage: typeof toContainPackage
  readonly toHaveFile: typeof toHaveFile
  readonly toRunAs: typeof toRunAs
  readonly toHaveEntrypoint: typeof toHaveEntrypoint
  readonly toHaveLabel: typeof toHaveLabel
  readonly toHaveNoShell: typeof toHaveNoShell
  readonly toBeReproducible: typeof toBeReproducible
  readonly toMatchLock: typeof toMatchLock
  readonly toHaveNoKnownVulnerabilities: typeof toHaveNoKnownVulnerabilities
  readonly toBeSmallerThan: typeof toBeSmallerThan
} = {
  toContainPackage,
  toHaveFile,
  toRunAs,
  toHaveEntrypoint,
  toHaveLabel,
  toHaveNoShell,
  toBeReproducible,
  toMatchLock,
  toHaveNoKnownVulnerabilities,
  toBeSmallerThan,
}
