export type { IndexTable } from './apkindex/table/index-table.ts'
export { type Addition, diffSolutions, type Removal, type SolutionDiff, type VersionChange } from './solver/diff.ts'
export type {
  Conflict,
  ConflictCategory,
  ConflictFact,
  PackageName,
  Rejected,
  RequirementFact,
} from './solver/explain/conflict.ts'
export type { Elsewhere } from './solver/explain/suggest.ts'
export type { ArchitectureIndexes } from './solver/joint/availability.ts'
export type { ArchitectureDifference } from './solver/joint/difference.ts'
export { type JointSolution, type SolveJointlyOptions, solveJointly } from './solver/joint/solve-jointly.ts'
export type { Edge, Reason, Solution, SolvedPackage } from './solver/solution.ts'
export { type SolveOptions, type SolveWorldOptions, solve, solveWorld } from './solver/solve.ts'
export { SolverError, type SolverErrorDetails } from './solver/solver-error.ts'
export {
  type InstalledRecord,
  type PrepareOptions,
  prepare,
  type SolverRepository,
  type SolverTables,
} from './solver/tables.ts'
export { type Step, type Why, why } from './solver/why.ts'
