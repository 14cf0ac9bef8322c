/**
 * Order of library names in the loader's cache: runs of digits by their number, a digit after any other character
 * (glibc, `elf/dl-cache.c`, `_dl_cache_libcmp`).
 */
export function compareLibraryNames(a: string, b: string): number {
  let i = 0
  let j = 0
  while (i < a.length && j < b.length) {
    const first = digitsAt(a, i)
    const second = digitsAt(b, j)
    if (first !== '' && second !== '') {
      const difference = BigInt(first) - BigInt(second)
      if (difference !== 0n) return difference < 0n ? -1 : 1
      i += first.length
      j += second.length
    } else if (first !== '') return 1
    else if (second !== '') return -1
    else if (a.charCodeAt(i) !== b.charCodeAt(j)) return a.charCodeAt(i) - b.charCodeAt(j)
    else {
      i++
      j++
    }
  }
  return a.length - i - (b.length - j)
}

function digitsAt(text: string, at: number): string {
  let end = at
  while (end < text.length && text.charCodeAt(end) >= 48 && text.charCodeAt(end) <= 57) end++
  return text.slice(at, end)
}
