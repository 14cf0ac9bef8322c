import type { ArchitectureImage, BuiltImage } from '../build/built-image.ts'
import type { ImageChain } from '../definition/chain.ts'
import type { ImageDefinition } from '../definition/definition.ts'
import { ImageError } from '../error.ts'
import type { Plan } from '../plan/plan.ts'

/** What a matcher looks at. */
export type Subject =
  | { readonly kind: 'definition'; readonly chain: ImageChain; readonly definition: ImageDefinition }
  | { readonly kind: 'plan'; readonly plan: Plan; readonly definition: ImageDefinition }
  | { readonly kind: 'image'; readonly built: BuiltImage; readonly definition: ImageDefinition }
  | { readonly kind: 'architecture'; readonly image: ArchitectureImage }

/** What each kind is called in a message. */
const CALLED: Readonly<Record<Subject['kind'], string>> = {
  definition: 'the definition',
  plan: 'the plan',
  image: 'the image',
  architecture: 'the image',
}

const HOW: Readonly<Record<Subject['kind'], string>> = {
  definition: 'a definition (image()…)',
  plan: 'a plan (await definition.plan(…))',
  image: 'a built image (await definition.build(…))',
  architecture: 'the image of one architecture (built.arch(…))',
}

/**
 * What was handed to `expect`, when it is one of the kinds that the matcher can look at.
 *
 * @throws ImageError `ERR_IMAGE_MATCHER_SUBJECT` otherwise: with `.not`, too, this is no success
 */
export function subjectOf<Kind extends Subject['kind']>(
  matcher: string,
  received: unknown,
  kinds: readonly Kind[],
): Extract<Subject, { kind: Kind }> {
  const subject = recognise(received)
  if (subject !== undefined && isOneOf(subject, kinds)) return subject
  const got = subject === undefined ? describeOther(received) : CALLED[subject.kind].replace('the ', 'a ')
  throw new ImageError(
    'ERR_IMAGE_MATCHER_SUBJECT',
    `${matcher} was handed ${got}. Give it ${kinds.map((kind) => HOW[kind]).join(', or ')}.`,
    { details: { matcher, kinds } },
  )
}

/** `the plan`, `the image`. */
export function called(subject: Subject): string {
  return CALLED[subject.kind]
}

function isOneOf<Kind extends Subject['kind']>(
  subject: Subject,
  kinds: readonly Kind[],
): subject is Extract<Subject, { kind: Kind }> {
  return (kinds as readonly string[]).includes(subject.kind)
}

function recognise(received: unknown): Subject | undefined {
  if (isChain(received)) return { kind: 'definition', chain: received, definition: received.toJSON() }
  if (isPlan(received)) return { kind: 'plan', plan: received, definition: received.definition }
  if (isBuiltImage(received)) return { kind: 'image', built: received, definition: received.definition }
  if (isArchitectureImage(received)) return { kind: 'architecture', image: received }
  return undefined
}

// By what they can do, not by class: a test may load the package twice.
function isChain(value: unknown): value is ImageChain {
  return can(value, ['plan', 'build', 'toJSON'])
}

/** Whether a value is a plan. */
export function isPlan(value: unknown): value is Plan {
  return can(value, ['packages', 'why', 'architecture'])
}

/** Whether a value is a built image. */
export function isBuiltImage(value: unknown): value is BuiltImage {
  return can(value, ['arch', 'rootfs', 'writeLayout'])
}

function isArchitectureImage(value: unknown): value is ArchitectureImage {
  return isObject(value) && isObject(value['rootfs']) && isObject(value['config']) && Array.isArray(value['layers'])
}

function can(value: unknown, methods: readonly string[]): boolean {
  return isObject(value) && methods.every((method) => typeof value[method] === 'function')
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function describeOther(received: unknown): string {
  if (received instanceof Promise) return 'a promise (await it first, or write expect(…).resolves)'
  if (received === null || received === undefined) return String(received)
  return Array.isArray(received) ? 'an array' : typeof received === 'object' ? 'another object' : `a ${typeof received}`
}
