import { z } from 'zod'

const text = z.string().regex(/^[^\0]*$/, 'holds a NUL character')
const texts = z.array(text).readonly()

/** uid_t of Linux without its highest value, which means "no change" (chown(2)). */
const id = z.number().int().min(0).max(0xff_ff_ff_fe, 'is no id from 0 to 4294967294')

/** `user`, `uid`, `user:group`, `uid:gid` (image-spec v1.1, config.md, "User"). */
const runAs = z.string().regex(/^((\d+|[^\d\s:-][^\s:]*)(:(\d+|[^\d\s:-][^\s:]*))?)?$/, 'is no name, id or "uid:gid"')

/** `8080/tcp` (image-spec v1.1, config.md, "ExposedPorts"); a range as Docker takes it. */
const port = z
  .string()
  .regex(/^\d{1,5}(-\d{1,5})?(\/(tcp|udp|sctp))?$/, 'is no port such as 8080/tcp')
  .refine((value) => value.split(/[-/]/, 2).every((part) => !(Number(part) > 65_535)), 'is beyond 65535')

const pathEntry = z.looseObject({
  type: z.string(),
  path: z.string(),
  mode: z.number().int().min(0).max(0o177_777, 'is no file mode').optional(),
  uid: id.optional(),
  gid: id.optional(),
  recursive: z.boolean().optional(),
  source: z.string().optional(),
  from: z.string().optional(),
  content: z.union([z.strictObject({ text: z.string() }), z.strictObject({ base64: z.base64() })]).optional(),
  mtime: z.number().int().optional(),
  ignore: z.array(z.string()).optional(),
})

/**
 * What a definition has to be before anything is done with it: its shape, and values that can stand where
 * they go. What accounts, the tree and the repositories tell is found later.
 */
export const definitionSchema: z.ZodType = z.strictObject({
  profile: z.enum(['nacre', 'apko']),
  repositories: z.array(
    z.strictObject({
      location: z.string().min(1, 'is empty'),
      tag: z
        .string()
        .regex(/^[^\s@]+$/, 'is no tag')
        .optional(),
      use: z.enum(['build', 'runtime']).optional(),
      discoverKeys: z.enum(['alpine', 'jwks']).optional(),
    }),
  ),
  keyring: z.array(z.union([z.string().min(1), z.strictObject({ name: z.string(), content: z.string() })])),
  runtimeKeyring: z.array(z.strictObject({ name: z.string(), content: z.string() })),
  packages: texts,
  base: z.strictObject({ reference: z.string().min(1, 'is empty'), index: z.string().optional() }).optional(),
  entrypoint: z
    .strictObject({
      args: texts.optional(),
      command: text.optional(),
      shellFragment: text.optional(),
      type: z.string().optional(),
      services: z.record(z.string(), text).optional(),
    })
    .optional(),
  cmd: z.union([z.strictObject({ args: texts }), z.strictObject({ command: text })]).optional(),
  stopSignal: z
    .string()
    .regex(/^[A-Z0-9+-]*$/i, 'is no signal such as SIGTERM')
    .optional(),
  workdir: text.optional(),
  accounts: z.strictObject({
    runAs: runAs.optional(),
    users: z.array(
      z.strictObject({
        name: z.string(),
        uid: z.number(),
        gid: z.number().optional(),
        home: z.string().optional(),
        shell: z.string().optional(),
      }),
    ),
    groups: z.array(z.strictObject({ name: z.string(), gid: z.number(), members: z.array(z.string()).optional() })),
  }),
  archs: z.array(z.string()),
  environment: z.record(z.string().regex(/^[^=\0]+$/, 'is no name of a variable'), text),
  paths: z.array(pathEntry),
  annotations: z.record(z.string().min(1, 'is empty'), z.string()),
  labels: z.record(z.string().min(1, 'is empty'), z.string()),
  volumes: texts,
  ports: z.array(port),
  vcsUrl: z.string().optional(),
  layering: z.strictObject({ strategy: z.string(), budget: z.number().optional() }).optional(),
  format: z.string().optional(),
  certificates: z
    .strictObject({
      additional: z.array(z.strictObject({ name: z.string(), content: z.string() })).optional(),
      providers: z.array(z.string()).optional(),
    })
    .optional(),
})
