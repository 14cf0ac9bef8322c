// Loaded into the programs of a page: `@nacre/http` becomes the one of the offline world, which wraps the installed one.
import { registerHooks } from 'node:module'

const wrapper = new URL('../docs/world/http.ts', import.meta.url).href
const wrapped = new URL('../../packages/http/src/index.ts', import.meta.url).href
let asker: string | undefined

registerHooks({
  resolve(specifier, context, next) {
    if (specifier === '@nacre/http' && context.parentURL !== undefined) {
      asker = context.parentURL
      return { url: wrapper, format: 'module-typescript', shortCircuit: true }
    }
    const url = context.parentURL === wrapper ? new URL(specifier, wrapper).href : undefined
    return url === wrapped && asker !== undefined
      ? next('@nacre/http', { ...context, parentURL: asker })
      : next(specifier, context)
  },
})
