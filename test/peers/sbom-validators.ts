import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { describe } from 'vitest'

/** Validators of SBOMs from PyPI: `pip install spdx-tools spdx-python-model` and `pip install --no-deps lib4sbom`. */
export type PythonValidator = 'spdx_tools' | 'spdx_python_model' | 'lib4sbom'

/**
 * A suite that needs Python modules. Where one is absent the suite is skipped, and says which; with
 * NACRE_REQUIRE_PEERS=1 the absence is a failure.
 */
export function describeModules(modules: readonly PythonValidator[], name: string, suite: () => void): void {
  const absent = modules.filter((module) => python(FOLDER_OF_MODULE, [module]).status !== 0)
  if (absent.length > 0 && process.env['NACRE_REQUIRE_PEERS'] === '1') {
    throw new Error(`${name}: python3 has no ${absent.join(', ')}, and NACRE_REQUIRE_PEERS=1 demands them`)
  }
  describe.skipIf(absent.length > 0)(absent.length > 0 ? `${name} (skipped: no ${absent.join(', ')})` : name, suite)
}

/** What SPDX's own Python tools have against an SPDX 2.3 document; nothing where it is valid. */
export function validateWithSpdxTools(text: string): string {
  return validateFile(SPDX_TOOLS, text, '.spdx.json')
}

/** What SPDX's own Python model (generated of the SHACL of the specification) has against an SPDX 3.0.1 document. */
export function validateWithSpdxModel(text: string): string {
  return validateFile(SPDX_MODEL, text, '.json')
}

/** What the official JSON schema of SPDX has against a document: the copies of it that lib4sbom carries. */
export function validateWithSchema(text: string, version: '2.3' | '3.0'): string {
  const folder = python(FOLDER_OF_MODULE, ['lib4sbom']).stdout.trim()
  const schema = JSON.parse(readFileSync(join(folder, 'schemas', 'spdx', `${version}-schema.json`), 'utf8')) as object
  const ajv = version === '2.3' ? new Ajv({ strict: false }) : new Ajv2020({ strict: false })
  formats.default(ajv)
  return ajv.validate(schema, JSON.parse(text)) ? '' : ajv.errorsText()
}

const FOLDER_OF_MODULE = `
import importlib.util, sys
spec = importlib.util.find_spec(sys.argv[1])
if spec is None: sys.exit(1)
print(list(spec.submodule_search_locations)[0])`

const SPDX_TOOLS = `
import sys
from spdx_tools.spdx.parser.error import SPDXParsingError
from spdx_tools.spdx.parser.parse_anything import parse_file
from spdx_tools.spdx.validation.document_validator import validate_full_spdx_document
try:
    for fault in validate_full_spdx_document(parse_file(sys.argv[1])):
        print(fault.validation_message, fault.context.spdx_id or fault.context.parent_id)
except SPDXParsingError as error:
    print(*error.messages, sep="\\n")`

const SPDX_MODEL = `
import sys
from spdx_python_model import v3_0_1 as model
objects = model.SHACLObjectSet()
try:
    model.JSONLDDeserializer().read(open(sys.argv[1]), objects)
    missing = {iri for iri in objects.missing_ids if not iri.startswith("https://spdx.org/")}
    if missing: print("not in the graph:", *sorted(missing)[:5])
except Exception as error:
    print(type(error).__name__, error)`

function python(program: string, args: readonly string[]): { readonly status: number | null; readonly stdout: string } {
  const { status, stdout, stderr } = spawnSync('python3', ['-c', program, ...args], {
    encoding: 'utf8',
    timeout: 100_000,
    maxBuffer: 64 << 20,
  })
  return { status, stdout: status === 0 ? (stdout ?? '') : (stderr ?? '') }
}

function validateFile(program: string, text: string, extension: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'nacre-sbom-'))
  try {
    const file = join(folder, `sbom${extension}`)
    writeFileSync(file, text)
    return python(program, [file]).stdout.trim()
  } finally {
    rmSync(folder, { recursive: true })
  }
}
