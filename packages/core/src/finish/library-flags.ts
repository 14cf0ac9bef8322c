import type { Profile } from '../profile.ts'
import type { SharedObject } from './elf.ts'

/** A library for glibc 2 and later (glibc, `sysdeps/generic/ldconfig.h`, `FLAG_ELF_LIBC6`). */
const ELF_LIBC6 = 0x0003

/** Machines and their part of the flags (System V ABI `e_machine`; glibc, `sysdeps/generic/ldconfig.h`). */
const X86_64 = 62
const AARCH64 = 183
const ARM = 40
const I386 = 3
const POWERPC64 = 21
const S390 = 22
const RISCV = 243
const LOONGARCH = 258

const ARM_HARD_FLOAT = 0x400
const RISCV_DOUBLE_FLOAT = 0x4

/** Flags of a library in the cache, or nothing for a machine that has no place in it. */
export function libraryFlags(object: SharedObject, profile: Profile): number | undefined {
  const machine = object.machine === X86_64 || object.machine === AARCH64 || profile.libraryCache === 'complete'
  const flags = machine ? machineFlags(object) : undefined
  return flags === undefined ? undefined : flags | ELF_LIBC6
}

function machineFlags({ machine, bits, flags }: SharedObject): number | undefined {
  switch (machine) {
    case X86_64:
      return bits === 64 ? 0x0300 : 0x0800
    case AARCH64:
      return 0x0a00
    case I386:
      return 0
    case ARM:
      return flags & ARM_HARD_FLOAT ? 0x0900 : 0x0b00
    case POWERPC64:
      return 0x0500
    case S390:
      return bits === 64 ? 0x0400 : 0
    case RISCV:
      return flags & RISCV_DOUBLE_FLOAT ? 0x1000 : 0x0f00
    case LOONGARCH:
      return 0x1200
    default:
      return undefined
  }
}
