export type { Credential, CredentialCallback, CredentialProvider, CredentialSearch } from './auth/credential.ts'
export type { RunProgram } from './auth/credential-helper.ts'
export { type DockerCredentialsOptions, dockerCredentials } from './auth/docker-config.ts'
export { type Copied, type CopyOptions, copy } from './copy/copy.ts'
export type { CopyEvent } from './copy/copy-event.ts'
export { type ArchivePlace, archivePlace } from './docker-archive/archive-place.ts'
export type { ArchiveContent } from './docker-archive/archive-plan.ts'
export { dockerArchive } from './docker-archive/docker-archive.ts'
export { normaliseImageName } from './docker-archive/image-name.ts'
export {
  type ArchivedImage,
  type DockerArchive,
  type ReadArchiveOptions,
  readDockerArchive,
} from './docker-archive/read-archive.ts'
export type { ArchiveLimits } from './docker-archive/tar-file.ts'
export { type WriteArchiveOptions, writeDockerArchive } from './docker-archive/write-archive.ts'
export { isOciError, OciError, type OciErrorCode, type OciErrorOptions } from './error.ts'
export { appendLayers, type Composition, composeImage, type ImageChanges } from './image/append-layers.ts'
export { type CreateLayerOptions, createLayer, type NewLayer } from './image/create-layer.ts'
export { type Image, imageAt, type Layer } from './image/image.ts'
export { type OpenLayerOptions, openLayer } from './image/layer-content.ts'
export { chooseManifest, type OpenImageOptions, openImage } from './image/open-image.ts'
export { type RebaseOptions, rebase } from './image/rebase.ts'
export { validateImage } from './image/validate-image.ts'
export { type LayoutPlace, layoutPlace } from './layout/layout-place.ts'
export { type Content, readLayout, type WriteLayoutOptions, writeLayout } from './layout/write-layout.ts'
export type { Descriptor, Platform } from './model/descriptor.ts'
export { type Digest, type DigestAlgorithm, isDigest, parseDigest } from './model/digest.ts'
export { encodeConfig, encodeDescriptor, encodeIndex, encodeManifest } from './model/encode.ts'
export type { Fault, ModelLimits } from './model/fault.ts'
export type { ContainerConfig, HealthCheck, History, ImageConfig, RootFs } from './model/image-config.ts'
export type { ImageIndex, Manifest } from './model/manifest.ts'
export {
  asOciType,
  isConfigType,
  isForeignLayerType,
  isIndexType,
  isManifestOrIndexType,
  isManifestType,
  type LayerCompression,
  layerCompression,
  mediaTypes,
} from './model/media-type.ts'
export { type ParseOptions, parseConfig, parseDescriptor, parseIndex, parseManifest } from './model/parse.ts'
export { formatPlatform, matchesPlatform, parsePlatform } from './model/platform.ts'
export { type DocumentOptions, readBytes, readConfig, readIndex, readManifest } from './places/documents.ts'
export { type MemoryPlace, memoryPlace, type OpenContent } from './places/memory-place.ts'
export { overlay } from './places/overlay.ts'
export type { Place, PlaceOptions, Referrers, ReferrersOptions, Source, WriteOptions } from './places/place.ts'
export { Verifier, verified } from './places/verified.ts'
export { publish } from './publish/publish.ts'
export type { PublishEvent } from './publish/publish-event.ts'
export type {
  Attachment,
  Attestation,
  Published,
  PublishedImage,
  PublishedRepository,
  PublishOptions,
  PublishSigning,
} from './publish/publish-options.ts'
export type { CallOptions } from './registry/call-options.ts'
export { type PushedManifest, RegistryClient, type RegistryClientOptions } from './registry/client.ts'
export type { FetchedManifest } from './registry/manifests.ts'
export { formatReference, parseReference, type Reference, type RepositoryName } from './registry/reference.ts'
export type { ListReferrersOptions } from './registry/referrers.ts'
export type { OnRegistryEvent, RegistryEvent } from './registry/registry-event.ts'
export { type RegistryPlace, registryPlace } from './registry/registry-place.ts'
export type { UploadRetry } from './registry/session.ts'
export type { TagsOptions } from './registry/tags.ts'
export type { UploadOptions } from './registry/upload.ts'
export { type Artifact, type AttachedArtifact, attachArtifact } from './sign/artifact.ts'
export { type AttestOptions, attest } from './sign/attest.ts'
export { cosignTag } from './sign/cosign-manifest.ts'
export { type DsseEnvelope, openEnvelope, preAuthEncoding, signEnvelope } from './sign/dsse.ts'
export {
  generateSigningKey,
  readSigningKey,
  readVerificationKey,
  type SigningKey,
  type VerificationKey,
} from './sign/key.ts'
export { type KeylessSignerOptions, keylessSigner } from './sign/keyless.ts'
export { type SignatureForm, type SignImageOptions, type StoredSignature, signImage } from './sign/sign-image.ts'
export type { Signature, Signer } from './sign/signer.ts'
export type { SigstoreBundle, SigstoreSign } from './sign/sigstore.ts'
export type { SimpleSigningPayload } from './sign/simple-signing.ts'
export { decodeStatement, encodeStatement, predicateTypes, type Statement } from './sign/statement.ts'
export {
  type VerifiedAttestation,
  type VerifyAttestationOptions,
  verifyAttestation,
} from './sign/verify-attestation.ts'
export {
  type VerifiedSignature,
  type VerifySignatureOptions,
  verifySignature,
} from './sign/verify-signature.ts'
