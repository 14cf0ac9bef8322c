export { BUILD_CHANNEL, type BuildMessage } from './progress/announce.ts'
export { type TerminalProgress, type TerminalProgressOptions, terminalProgress } from './progress/terminal-progress.ts'
