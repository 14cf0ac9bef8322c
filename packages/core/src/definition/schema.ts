import * as v from 'valibot'
import { recordSchema } from './record-schema.ts'

const text = v.pipe(v.string(), v.regex(/^[^\0]*$/, 'holds a NUL character'))
const texts = v.array(text)
const named = v.strictObject({ name: v.string(), content: v.string() })
const notEmpty = v.pipe(v.string(), v.minLength(1, 'is empty'))
const number = v.pipe(v.number(), v.finite())
const within = (most: number, message: string) =>
  v.pipe(v.number(), v.integer(message), v.minValue(0, message), v.maxValue(most, message))

/** uid_t of Linux without its highest value, which means "no change" (chown(2)). */
const id = within(0xff_ff_ff_fe, 'is no id from 0 to 4294967294')

/** `user`, `uid`, `user:group`, `uid:gid` (image-spec v1.1, config.md, "User"). */
const runAs = v.pipe(
  v.string(),
  v.regex(/^((\d+|[^\d\s:-][^\s:]*)(:(\d+|[^\d\s:-][^\s:]*))?)?$/, 'is no name, id or "uid:gid"'),
)

/** `8080/tcp` (image-spec v1.1, config.md, "ExposedPorts"); a range as Docker takes it. */
const port = v.pipe(
  v.string(),
  v.regex(/^\d{1,5}(-\d{1,5})?(\/(tcp|udp|sctp))?$/, 'is no port such as 8080/tcp'),
  v.check((value) => value.split(/[-/]/, 2).every((part) => !(Number(part) > 65_535)), 'is beyond 65535'),
)

const repository = v.strictObject({
  location: notEmpty,
  tag: v.optional(v.pipe(v.string(), v.regex(/^[^\s@]+$/, 'is no tag'))),
  use: v.optional(v.picklist(['build', 'runtime'])),
  discoverKeys: v.optional(v.picklist(['alpine', 'jwks'])),
})

const entrypoint = v.strictObject({
  args: v.optional(texts),
  command: v.optional(text),
  shellFragment: v.optional(text),
  type: v.optional(v.string()),
  services: v.optional(recordSchema(v.string(), text)),
})

const accounts = v.strictObject({
  runAs: v.optional(runAs),
  users: v.array(
    v.strictObject({
      name: v.string(),
      uid: number,
      gid: v.optional(number),
      home: v.optional(v.string()),
      shell: v.optional(v.string()),
    }),
  ),
  groups: v.array(v.strictObject({ name: v.string(), gid: number, members: v.optional(v.array(v.string())) })),
})

const pathEntry = v.looseObject({
  type: v.string(),
  path: v.string(),
  mode: v.optional(within(0o177_777, 'is no file mode')),
  uid: v.optional(id),
  gid: v.optional(id),
  recursive: v.optional(v.boolean()),
  source: v.optional(v.string()),
  from: v.optional(v.string()),
  content: v.optional(
    v.union([v.strictObject({ text: v.string() }), v.strictObject({ base64: v.pipe(v.string(), v.base64()) })]),
  ),
  mtime: v.optional(v.pipe(v.number(), v.safeInteger())),
  ignore: v.optional(v.array(v.string())),
})

/**
 * What a definition has to be before anything is done with it: its shape, and values that can stand where
 * they go. What accounts, the tree and the repositories tell is found later.
 */
export const definitionSchema: v.GenericSchema = v.strictObject({
  profile: v.picklist(['nacre', 'apko']),
  repositories: v.array(repository),
  keyring: v.array(v.union([v.pipe(v.string(), v.minLength(1)), named])),
  runtimeKeyring: v.array(named),
  packages: texts,
  base: v.optional(v.strictObject({ reference: notEmpty, index: v.optional(v.string()) })),
  entrypoint: v.optional(entrypoint),
  cmd: v.optional(v.union([v.strictObject({ args: texts }), v.strictObject({ command: text })])),
  stopSignal: v.optional(v.pipe(v.string(), v.regex(/^[A-Z0-9+-]*$/i, 'is no signal such as SIGTERM'))),
  workdir: v.optional(text),
  accounts,
  archs: v.array(v.string()),
  environment: recordSchema(v.pipe(v.string(), v.regex(/^[^=\0]+$/, 'is no name of a variable')), text),
  paths: v.array(pathEntry),
  annotations: recordSchema(notEmpty, v.string()),
  labels: recordSchema(notEmpty, v.string()),
  volumes: texts,
  ports: v.array(port),
  vcsUrl: v.optional(v.string()),
  layering: v.optional(v.strictObject({ strategy: v.string(), budget: v.optional(number) })),
  format: v.optional(v.string()),
  certificates: v.optional(
    v.strictObject({ additional: v.optional(v.array(named)), providers: v.optional(v.array(v.string())) }),
  ),
})
