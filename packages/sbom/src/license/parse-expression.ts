import parse from 'spdx-expression-parse'

/** The tree that spdx-expression-parse makes of an expression. */
export type ExpressionNode =
  | { readonly license: string; readonly plus?: true; readonly exception?: string }
  | { readonly left: ExpressionNode; readonly conjunction: 'and' | 'or'; readonly right: ExpressionNode }

/** Longer texts are not expressions that anyone wrote; the parser recurses and rescans. */
const LONGEST_EXPRESSION = 4096

/** What an SPDX expression may consist of (SPDX 2.3, Annex D.1), white space apart. `:` belongs to foreign documents. */
const EXPRESSION_CHARACTERS = /^[A-Za-z0-9.+()\-\s]+$/

/**
 * An SPDX licence expression in its canonical spelling (operators in capitals, one space, parentheses where needed), or
 * undefined where the text is none. SPDX 2.3, Annex D; identifiers of the licence list of spdx-license-ids.
 */
export function canonicalExpression(text: string): string | undefined {
  const node = parseExpression(text)
  return node === undefined ? undefined : printExpression(node)
}

/** The tree of an expression, or undefined where the text is none. */
export function parseExpression(text: string): ExpressionNode | undefined {
  if (text.length > LONGEST_EXPRESSION || !EXPRESSION_CHARACTERS.test(text)) return undefined
  try {
    return parse(text.replaceAll(/\s+/g, ' ').trim()) as ExpressionNode
  } catch {
    return undefined
  }
}

/** Every licence and `LicenseRef-` that an expression names, in order, once. */
export function licensesNamed(node: ExpressionNode): readonly string[] {
  if ('license' in node) return [node.license]
  return [...new Set([...licensesNamed(node.left), ...licensesNamed(node.right)])]
}

function printExpression(node: ExpressionNode, within?: 'and' | 'or'): string {
  if ('license' in node) {
    const license = node.plus === true ? `${node.license}+` : node.license
    return node.exception === undefined ? license : `${license} WITH ${node.exception}`
  }
  const { conjunction } = node
  const text = `${printExpression(node.left, conjunction)} ${conjunction.toUpperCase()} ${printExpression(node.right, conjunction)}`
  // SPDX 2.3, Annex D.4.5: AND binds tighter than OR.
  return within === 'and' && conjunction === 'or' ? `(${text})` : text
}
