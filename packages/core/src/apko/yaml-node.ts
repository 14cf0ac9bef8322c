/** A node of a YAML document, and where in the text it stands. */
export type YamlNode = YamlScalar | YamlMapping | YamlSequence | YamlAlias

export interface YamlScalar {
  readonly kind: 'scalar'
  /** Offset of its first character, in UTF-16 units. */
  readonly at: number
  readonly text: string
  /** Whether it is written without quotes, and so may mean a number, a truth value or nothing. */
  readonly plain: boolean
  /** Whether a tag says what it is. */
  readonly tagged: boolean
}

export interface YamlMapping {
  readonly kind: 'mapping'
  readonly at: number
  readonly pairs: readonly YamlPair[]
}

export interface YamlPair {
  readonly key: YamlNode | undefined
  readonly value: YamlNode | undefined
}

export interface YamlSequence {
  readonly kind: 'sequence'
  readonly at: number
  readonly items: readonly (YamlNode | undefined)[]
}

/** Stands for the last node before it with that anchor (YAML 1.2.2, section 7.1). */
export interface YamlAlias {
  readonly kind: 'alias'
  readonly at: number
  readonly anchor: string
  readonly target: YamlNode | undefined
}
