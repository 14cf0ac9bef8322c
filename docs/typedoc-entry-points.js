import { Converter, ReflectionKind } from 'typedoc'

/**
 * Calls each module what an import calls it: `core/src/testing` becomes `@nacre/core/testing`.
 *
 * @param {import('typedoc').Application} app
 */
export function load(app) {
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const module of project.getReflectionsByKind(ReflectionKind.Module)) {
      module.name = `@nacre/${module.name.replace('/src', '')}`
    }
  })
}
