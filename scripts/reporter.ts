import type { TestModule, TestRunEndReason, Vitest } from 'vitest/node'

/** Closes a run with what was skipped and why, and one line of counts that every CI system reads. */
export default class ClosingReporter {
  #vitest: Vitest | undefined

  onInit(vitest: Vitest): void {
    this.#vitest = vitest
  }

  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly unknown[], _reason: TestRunEndReason): void {
    const counts = { passed: 0, failed: unhandled.length, skipped: 0 }
    const skippedIn = new Map<string, number>()
    for (const module of modules) {
      if (module.state() === 'failed' && [...module.children.allTests()].length === 0) counts.failed++
      for (const test of module.children.allTests()) {
        const { state } = test.result()
        if (state === 'pending') continue
        counts[state]++
        if (state === 'skipped') skippedIn.set(module.project.name, (skippedIn.get(module.project.name) ?? 0) + 1)
      }
    }
    const lines = [...skippedIn].map(
      ([project, count]) => `skipped: ${count} ${project} tests (${this.#reason(project)})`,
    )
    console.log([...lines, `${counts.passed} passed, ${counts.failed} failed`].join('\n'))
  }

  #reason(project: string): string {
    if (this.#vitest === undefined) return 'unknown'
    if (project === 'peers') return 'a program they compare with is not on PATH, or NACRE_TEST_DATA is not set'
    return process.env['NACRE_TEST_DATA'] ? 'their input is not there' : 'NACRE_TEST_DATA is not set'
  }
}
