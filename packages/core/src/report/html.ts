/** Text that is HTML already. */
export interface Html {
  readonly html: string
}

type Part = string | number | Html | undefined | readonly Part[]

/** HTML with everything put into it escaped, but for what is {@link Html} itself. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return { html: strings.map((text, i) => `${text}${i < parts.length ? render(parts[i]) : ''}`).join('') }
}

/** Text of the program's own that is HTML: style sheets, drawings. */
export function trusted(text: string): Html {
  return { html: text }
}

function render(part: Part): string {
  if (part === undefined) return ''
  if (typeof part === 'string' || typeof part === 'number') return escapeHtml(String(part))
  return isHtml(part) ? part.html : part.map(render).join('')
}

function isHtml(part: Html | readonly Part[]): part is Html {
  return 'html' in part
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Text as HTML shows it, in an attribute too. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => ESCAPES[char]!)
}
