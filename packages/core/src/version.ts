/** Version of this package: what another version has made is not taken for what this one makes. */
export const VERSION = '0.1.0'
