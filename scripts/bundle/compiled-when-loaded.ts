import MagicString from 'magic-string'
import type { Plugin } from 'rolldown'

/** By package, the files of which every build runs most functions. */
const RUN: Readonly<Record<string, readonly string[]>> = {
  '@nacre/apk': ['read'],
  '@nacre/archive': ['index', 'store', 'shared', 'text', 'deflate-bound', 'platform/node'],
  '@nacre/core': ['index', 'configuration', 'plan', 'build', 'tree'],
  '@nacre/oci': ['layout'],
}

/**
 * Puts the functions of these files in parentheses, for V8 compiles such functions together with the file, and all others when they are
 * first called. What is compiled when the file is loaded is all that Node's compile cache holds: every process would compile the others again,
 * which takes 4 of the 70 ms of a small image. Where there is no such cache it makes no difference.
 *
 * Function declarations can be called before they are reached; so the functions go before all else.
 */
export function compiledWhenLoaded(packageName: string): Plugin {
  const files = RUN[packageName] ?? []
  return {
    name: 'compiled-when-loaded',
    renderChunk(code, { name }) {
      if (!files.includes(name)) return null
      const { body } = this.parse(code)
      const first = body.find(({ type }) => type !== 'ImportDeclaration')
      const changed = new MagicString(code)
      for (const node of body) {
        if (node.type !== 'FunctionDeclaration' || node.id === null) continue
        changed.appendRight(node.start, `var ${node.id.name} = (`).appendLeft(node.end, ');')
        if (node !== first) changed.move(node.start, node.end, first!.start)
      }
      return { code: changed.toString(), map: changed.generateMap({ hires: 'boundary' }).toString() }
    },
  }
}
