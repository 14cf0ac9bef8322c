import { formatCreated } from '../created.ts'
import { documentNamespace, spdxIdentifier } from '../identifier.ts'
import { repairDocument } from '../repair/document.ts'
import type { Relationship, SbomDocument } from '../sbom-document.ts'
import type { IndexFacts } from './facts.ts'
import { checksumOf, INDEX_TYPE, MANIFEST_TYPE, ociComponent } from './oci-component.ts'
import { type DocumentShape, NACRE_SHAPE } from './shape.ts'
import { sourceComponent } from './source.ts'

/**
 * The document of an image index: the index, the image of each architecture, and where their configuration came from.
 * What is in the images is said by the document of each. The order of everything is that of apko 1.2 (pkg/sbom/generator/spdx).
 */
export function describeIndex(facts: IndexFacts, shape: DocumentShape = NACRE_SHAPE): SbomDocument {
  const supplier = shape.indexSupplier
  const repository = facts.repositoryUrl === undefined ? {} : { repositoryUrl: facts.repositoryUrl }
  const index = `Package-${spdxIdentifier(facts.digest)}`
  const source = facts.source ? sourceComponent(facts.source, supplier) : undefined
  const images = facts.images.map((image) =>
    ociComponent(
      {
        id: `${shape.imageIdInIndex}${spdxIdentifier(image.digest)}`,
        kind: 'image',
        name: image.digest,
        version: image.digest,
        checksums: [checksumOf(image.digest)],
        purl: shape.ociPurl({
          name: facts.name,
          digest: image.digest,
          arch: image.arch,
          mediaType: image.mediaType ?? MANIFEST_TYPE,
          os: 'linux',
          ...repository,
        }),
      },
      supplier,
    ),
  )
  const relationships: readonly Relationship[] = [
    ...images.map(({ id }) => ({ from: index, type: 'VARIANT_OF', to: id })),
    ...(source === undefined ? [] : [{ from: index, type: 'GENERATED_FROM', to: source.id }]),
  ]
  const document: SbomDocument = {
    name: `sbom-${facts.digest}`,
    namespace: shape.namespace ?? documentNamespace('https://spdx.org/spdxdocs', `nacre-${facts.name}`, facts.digest),
    created: formatCreated(facts.created),
    creators: facts.creators,
    licenseListVersion: shape.licenseListVersion,
    describes: [index],
    components: [
      ociComponent(
        {
          id: index,
          kind: 'index',
          name: facts.digest,
          version: facts.digest,
          description: 'Multi-arch image index',
          ...(shape.indexSourceInfo !== undefined && { sourceInfo: shape.indexSourceInfo }),
          checksums: [checksumOf(facts.digest)],
          purl: shape.ociPurl({
            name: facts.name,
            digest: facts.digest,
            mediaType: facts.mediaType ?? INDEX_TYPE,
            ...repository,
          }),
        },
        supplier,
      ),
      ...images,
      ...(source === undefined ? [] : [source]),
    ],
    relationships,
    licenses: [],
  }
  return shape.fidelity === 'verbatim' ? document : repairDocument(document).document
}
