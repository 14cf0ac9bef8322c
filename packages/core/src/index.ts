export { httpRepository, localRepository, memoryRepository } from '@nacre/apk/repository'
export type { ConfigFault } from './apko/fault.ts'
export { type FromApkoOptions, fromApko, type ParseApkoOptions, parseApko } from './apko/from-apko.ts'
export type { ToApkoOptions } from './apko/to-apko.ts'
export { type Architecture, architecture, architectures, type Platform } from './architecture.ts'
export type { BuildOptions } from './build/build.ts'
export type { Compression } from './build/build-context.ts'
export type { ArchitectureImage, BuiltImage } from './build/built-image.ts'
export type { RootFsFormat, WriteRootFsOptions } from './build/write-rootfs.ts'
export type { Attachments } from './definition/attachments.ts'
export { ImageChain, image } from './definition/chain.ts'
export type { ConfigurationSource } from './definition/configuration-source.ts'
export type {
  BaseEntry,
  CertificatesEntry,
  CommandEntry,
  EntrypointEntry,
  FileContent,
  GroupEntry,
  ImageDefinition,
  KeyEntry,
  LayeringEntry,
  PathEntry,
  RepositoryEntry,
  UserEntry,
} from './definition/definition.ts'
export type { PathOptions } from './definition/file-content.ts'
export type { RepositorySource } from './definition/repositories.ts'
export { ImageError, type ImageErrorCode, type ImageErrorDetails } from './error.ts'
export type { BuildEvent, OnBuildEvent } from './event.ts'
export type { ConfigChange } from './explain/config-changes.ts'
export type { Distribution } from './explain/distribution.ts'
export type { FileAspect, FileChange, FileState } from './explain/file-changes.ts'
export type { DependencyGraph, GraphEdge, GraphNode } from './explain/graph.ts'
export type { ArchitectureDiff, ImageDiff } from './explain/image-diff.ts'
export type { Outdated, OutdatedOptions } from './explain/outdated.ts'
export type { PackageChange, PackageState } from './explain/package-changes.ts'
export type { ImageFinding, ImageScan, ScanImageOptions } from './explain/scan.ts'
export type { ExpandedPackage, KnownOfPackage } from './fetch/expanded-package.ts'
export type { BuiltLayer } from './layer/built-layer.ts'
export type { LayerRecipe, RecipeEntry } from './layer/recipe.ts'
export type { LayerGroup, LayeringFunction } from './layer/strategy.ts'
export type { ApkoLock, ApkoLockedPackage, ApkoLockedSegment } from './lock/apko-lock.ts'
export { formatApkoLock } from './lock/format-apko-lock.ts'
export type { Lock, LockedPackage, LockRequest } from './lock/lock.ts'
export type { LockSource } from './lock/read-lock.ts'
export type { ApkoLockOptions } from './lock/write-apko-lock.ts'
export type { ArchitecturePlan, Plan } from './plan/plan.ts'
export type { PlannedPackage } from './plan/planned-package.ts'
export type { PlanOptions } from './plan/resolve.ts'
export { type Profile, type ProfileName, profiles } from './profile.ts'
export type { PublishImageOptions } from './publish/publish-image.ts'
export type { ReportOptions } from './report/report-data.ts'
export { type AlpineOptions, alpine, type WolfiOptions, wolfi } from './repositories/alpine.ts'
export type { Content, ContentSource } from './rootfs/content.ts'
export type { Attributes, DeviceNode, DirectoryNode, FileNode, HardlinkNode, Node, SymlinkNode } from './rootfs/node.ts'
export type { RootFs } from './rootfs/rootfs.ts'
export { type PathFacts, RootFsView } from './rootfs/view.ts'
export type { SbomOptions } from './sbom/write.ts'
