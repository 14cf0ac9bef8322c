/** Whether a file is of the v3 container format by its first bytes: `ADB.`, `ADBd` or `ADBc`. */
export function isAdb(head: Uint8Array): boolean {
  return head[0] === 0x41 && head[1] === 0x44 && head[2] === 0x42
}
