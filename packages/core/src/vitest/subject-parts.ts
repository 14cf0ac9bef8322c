import type { ContainerConfig } from '@nacre/oci'
import { architecture } from '../architecture.ts'
import type { ArchitectureImage } from '../build/built-image.ts'
import { imageConfig } from '../image/image-config.ts'
import type { Subject } from './subject.ts'

/** A package as matchers look at it. */
export interface MatchedPackage {
  readonly name: string
  readonly version: string
  readonly provides: readonly string[]
  /** Bytes that its files take once installed. */
  readonly installedSize: number
}

type WithPackages = Extract<Subject, { kind: 'plan' | 'image' | 'architecture' }>

/** The packages of every architecture. */
export function packageLists(subject: WithPackages): { arch: string; packages: readonly MatchedPackage[] }[] {
  if (subject.kind === 'plan') {
    const { plan } = subject
    return plan.archs.map((arch) => ({
      arch,
      packages: plan.packages(arch).map(({ name, version, record: { provides, installedSize } }) => {
        return { name, version, provides, installedSize }
      }),
    }))
  }
  return imagesOf(subject).map(({ architecture: { apk }, packages }) => ({
    arch: apk,
    packages: packages.map(({ info }) => info),
  }))
}

/** The image of every architecture. */
export function imagesOf(subject: Extract<Subject, { kind: 'image' | 'architecture' }>): readonly ArchitectureImage[] {
  if (subject.kind === 'architecture') return [subject.image]
  return subject.built.archs.map((arch) => subject.built.arch(arch))
}

/** The container config of every architecture; of a definition or plan, the one that it will have. */
export function containerConfigs(subject: Subject): { arch: string; config: ContainerConfig }[] {
  if (subject.kind === 'image' || subject.kind === 'architecture') {
    return imagesOf(subject).map(({ architecture: { apk }, config }) => ({ arch: apk, config: config.config }))
  }
  const { definition } = subject
  const { runAs } = definition.accounts
  const { config } = imageConfig({
    definition,
    architecture: architecture('x86_64'),
    diffIds: [],
    epoch: 0,
    labels: definition.labels,
    ...(runAs === undefined ? {} : { runAs }),
  })
  return [{ arch: '', config }]
}
