import { concatBytes, equalBytes } from '@nacre/archive'
import { derContent, derOctets, derSequence } from './der.ts'

/** Curves whose keys sign v3 files. */
export type EcdsaCurve = 'P-256' | 'P-384'

/** Object identifier of id-ecPublicKey (RFC 5480, 2.1.1), tag and length included. */
const EC_PUBLIC_KEY = Uint8Array.of(6, 7, 0x2a, 0x86, 0x48, 0xce, 61, 2, 1)

/** Object identifiers of the curves (RFC 5480, 2.1.1.1), tag and length included. */
const curveIdentifier: Readonly<Record<EcdsaCurve, Uint8Array>> = {
  'P-256': Uint8Array.of(6, 8, 0x2a, 0x86, 0x48, 0xce, 61, 3, 1, 7),
  'P-384': Uint8Array.of(6, 5, 0x2b, 0x81, 4, 0, 34),
}

const ecdsaCurves: readonly EcdsaCurve[] = ['P-256', 'P-384']

/** The AlgorithmIdentifier of keys over a curve. */
export function curveAlgorithm(curve: EcdsaCurve): Uint8Array {
  return derSequence(EC_PUBLIC_KEY, curveIdentifier[curve])
}

/** The curve that the content of an AlgorithmIdentifier names; undefined for other algorithms and curves. */
export function curveOfAlgorithm(content: Uint8Array): EcdsaCurve | undefined {
  return ecdsaCurves.find((curve) => equalBytes(content, concatBytes([EC_PUBLIC_KEY, curveIdentifier[curve]])))
}

const SEQUENCE = 0x30
const INTEGER = 0x02
const OCTET_STRING = 0x04
/** The name of the curve in an ECPrivateKey: context-specific tag 0 (RFC 5915, 3). */
const PARAMETERS_TAG = 0xa0

/** Wraps an `ECPrivateKey` (RFC 5915) into `PrivateKeyInfo` (RFC 5208); undefined where it names none of our curves. */
export function wrapEcPrivateKey(der: Uint8Array): Uint8Array | undefined {
  const outer = derContent(der, 0, SEQUENCE)
  const version = outer && derContent(der, outer.start, INTEGER)
  const secret = version && derContent(der, version.end, OCTET_STRING)
  const parameters = secret && derContent(der, secret.end, PARAMETERS_TAG)
  if (parameters === undefined) return undefined
  const identifier = der.subarray(parameters.start, parameters.end)
  const curve = ecdsaCurves.find((known) => equalBytes(curveIdentifier[known], identifier))
  if (curve === undefined) return undefined
  return derSequence(derOctets(INTEGER, Uint8Array.of(0)), curveAlgorithm(curve), derOctets(OCTET_STRING, der))
}
