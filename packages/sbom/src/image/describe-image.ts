import type { Agent, Component } from '../component.ts'
import { formatCreated } from '../created.ts'
import { type EmbeddedSbom, type MergedSbom, mergeEmbedded } from '../embedded/merge.ts'
import { documentNamespace, spdxIdentifier } from '../identifier.ts'
import { repairDocument } from '../repair/document.ts'
import type { Relationship, SbomDocument } from '../sbom-document.ts'
import type { SbomWarning } from '../warning.ts'
import type { ImageFacts } from './facts.ts'
import { imageId, layerId } from './identifiers.ts'
import { withInstalledPackages } from './installed.ts'
import { checksumOf, MANIFEST_TYPE, ociComponent } from './oci-component.ts'
import { type DocumentShape, NACRE_SHAPE } from './shape.ts'
import { sourceComponent } from './source.ts'

/**
 * The document of an image for one architecture: the image, its layers, the operating system, where its configuration
 * came from, and its packages with the SBOMs that they carry. The order of everything is that of apko 1.2 (pkg/sbom/generator/spdx).
 *
 * @throws SbomError `ERR_SBOM_EMBEDDED_MISSING` under a shape of fidelity `verbatim`, where a package's SBOM leads out of itself
 */
export function describeImage(
  facts: ImageFacts,
  shape: DocumentShape = NACRE_SHAPE,
): { readonly document: SbomDocument; readonly warnings: readonly SbomWarning[] } {
  const supplier: Agent | 'NOASSERTION' =
    facts.os.name === '' ? 'NOASSERTION' : { type: 'organization', name: facts.os.name }
  const frame = imageFrame(facts, shape, supplier)
  const merged = mergeEmbedded(frame, facts.packages.flatMap(embeddedSbom), { supplier, fidelity: shape.fidelity })
  if (shape.fidelity === 'verbatim') return merged
  const described = describedByPackage(facts, merged)
  const complete = shape.packages === 'all' ? withInstalledPackages(merged.document, facts, described) : merged.document
  const repaired = repairDocument(complete)
  return { document: repaired.document, warnings: [...merged.warnings, ...repaired.warnings] }
}

function imageFrame(facts: ImageFacts, shape: DocumentShape, supplier: Agent | 'NOASSERTION'): SbomDocument {
  const { name, arch, os } = facts
  const repository = facts.repositoryUrl === undefined ? {} : { repositoryUrl: facts.repositoryUrl }
  const image = imageId(facts.digest)
  const source = facts.source ? sourceComponent(facts.source, supplier) : undefined
  const components: readonly Component[] = [
    ociComponent(
      {
        id: image,
        kind: 'image',
        name: facts.digest,
        version: facts.digest,
        description: shape.imageDescription,
        checksums: [checksumOf(facts.digest)],
        purl: shape.ociPurl({
          name,
          digest: facts.digest,
          arch,
          mediaType: facts.mediaType ?? MANIFEST_TYPE,
          os: 'linux',
          ...repository,
        }),
      },
      supplier,
    ),
    ...facts.layers.map((layer) =>
      ociComponent(
        {
          id: layerId(layer.digest),
          kind: 'layer',
          name: layer.digest,
          version: os.versionId,
          description: shape.layerDescription,
          purl: shape.ociPurl({
            name,
            digest: layer.digest,
            arch,
            mediaType: layer.mediaType,
            os: 'linux',
            ...repository,
          }),
          ...(shape.fidelity === 'valid' && { checksums: [checksumOf(layer.digest)] }),
        },
        supplier,
      ),
    ),
    {
      id: `OperatingSystem-${spdxIdentifier(os.id)}`,
      kind: 'os',
      name: os.id,
      version: os.versionId,
      description: 'Operating System',
      downloadLocation: 'NOASSERTION',
      supplier,
      purpose: 'OPERATING_SYSTEM',
    },
    ...(source === undefined ? [] : [source]),
  ]
  const relationships: readonly Relationship[] = [
    ...facts.layers.map(({ digest }) => ({ from: image, type: 'CONTAINS', to: layerId(digest) })),
    ...(shape.packages === 'all'
      ? [{ from: image, type: 'CONTAINS', to: `OperatingSystem-${spdxIdentifier(os.id)}` }]
      : []),
    ...(source === undefined ? [] : [{ from: image, type: 'GENERATED_FROM', to: source.id }]),
  ]
  const documentName = `sbom-${facts.layers[0]?.digest ?? facts.digest}`
  return {
    name: shape.namespace === undefined ? `sbom-${facts.digest}` : documentName,
    namespace: shape.namespace ?? documentNamespace('https://spdx.org/spdxdocs', `nacre-${name}`, facts.digest, arch),
    created: formatCreated(facts.created),
    creators: facts.creators,
    licenseListVersion: shape.licenseListVersion,
    describes: [image],
    components,
    relationships,
    licenses: [],
  }
}

function embeddedSbom({ name, version, sbom }: ImageFacts['packages'][number]): readonly EmbeddedSbom[] {
  return sbom === undefined ? [] : [{ name, version, bytes: sbom }]
}

/** `merged.described` tells of the packages with an SBOM only. */
function describedByPackage(facts: ImageFacts, merged: MergedSbom): readonly (readonly string[])[] {
  let next = 0
  return facts.packages.map((pkg) => (pkg.sbom === undefined ? [] : (merged.described[next++] ?? [])))
}
