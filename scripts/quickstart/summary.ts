import { relative } from 'node:path'
import { styleText } from 'node:util'
import type { BuiltImage } from '@nacre/core'

/** What the quickstart has made, and where. */
export interface Summary {
  readonly built: BuiltImage
  readonly seconds: number
  /** The repository was made by this run. */
  readonly made: boolean
  readonly repository: string
  readonly layout: string
  readonly archive: string
  readonly sboms: readonly string[]
  /** Digest of the run before, on the same repository. */
  readonly before: string | undefined
}

/** Prints packages, layers, sizes and digests, where the files are, and what to try next. */
export function printSummary(summary: Summary): void {
  const { built, seconds, made, repository, layout, archive, sboms, before } = summary
  const lines = [
    '',
    bold(`An image for ${built.archs.join(' and ')}, built in ${seconds.toFixed(2)} s`),
    '',
    ...built.archs.flatMap((arch) => archLines(built, arch)),
    `  ${dim('index')}   ${built.digest}`,
    '',
    ...sameness(built.digest, before),
    bold('Files'),
    file(repository, made ? 'signed package repository, made just now' : 'signed package repository, found there'),
    file(layout, 'OCI image layout, both architectures'),
    file(archive, 'docker archive'),
    ...sboms.map((sbom) => file(sbom, 'SPDX 2.3 SBOM')),
    '',
    bold('Try next'),
    `  npm run quickstart          ${dim('again: the same digests')}`,
    `  docker load -i ${display(archive)}`,
    `  skopeo inspect oci:${display(layout)}:latest`,
    `  npm test`,
    '',
  ]
  console.log(lines.join('\n'))
}

function archLines(built: BuiltImage, arch: string): string[] {
  const image = built.arch(arch)
  return [
    `  ${bold(arch)}`,
    ...image.packages.map(
      ({ info }) => `    package ${`${info.name} ${info.version}`.padEnd(30)} ${size(info.installedSize)}`,
    ),
    ...image.layers.map(
      (layer) =>
        `    layer   ${short(layer.digest).padEnd(30)} ${size(layer.size)} ${dim(`of ${size(layer.plainSize)} plain`)}`,
    ),
    `    image   ${image.digest}`,
    '',
  ]
}

function sameness(digest: string, before: string | undefined): string[] {
  if (before === undefined) return []
  if (before === digest)
    return [styleText('green', '  The same digest as the run before: the same input gives the same bits.'), '']
  return [styleText('red', `  The run before gave another digest, ${before}: this must not happen.`), '']
}

function file(path: string, what: string): string {
  return `  ${display(path).padEnd(32)} ${dim(what)}`
}

function display(path: string): string {
  return relative(process.cwd(), path) || path
}

function size(bytes: number): string {
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`
}

function short(digest: string): string {
  return `${digest.slice(0, 'sha256:'.length + 12)}…`
}

function bold(text: string): string {
  return styleText('bold', text)
}

function dim(text: string): string {
  return styleText('dim', text)
}
