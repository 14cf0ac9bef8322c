/** Runs in the page: opens everything, and says in words what overlaps, sticks out or is cut off. */
export function layoutFaults(): string[]

/** Runs in the page: the least contrast of text to what lies behind it (WCAG 2.2, 1.4.3) over the elements of a selector. */
export function leastContrast(selector: string): number
