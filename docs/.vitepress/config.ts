import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type DefaultTheme, defineConfig } from 'vitepress'

const reference = fileURLToPath(new URL('../reference', import.meta.url))

/** One entry for each entry point of the packages; `reference/` is written by TypeDoc before the site is built. */
function referenceItems(): DefaultTheme.SidebarItem[] {
  const pages = readdirSync(reference, { recursive: true, encoding: 'utf8' }).filter((path) => path.startsWith('@'))
  const modules = pages.filter((path) => path.endsWith('.md')).map((path) => path.replace(/\.md$/, ''))
  const entries = modules.sort().map((name) => ({ text: name, link: `/reference/${name}` }))
  return [...entries, { text: 'Error codes', link: '/reference/error-codes' }]
}

const items = (...entries: [text: string, link: string][]): DefaultTheme.SidebarItem[] =>
  entries.map(([text, link]) => ({ text, link }))

export default defineConfig({
  title: 'nacre',
  description: 'OCI container images out of APK packages, inside Node',
  lang: 'en',
  cleanUrls: true,
  srcExclude: ['node_modules/**'],
  // The reference of a whole package is one page.
  vite: { build: { chunkSizeWarningLimit: 2_000 } },
  themeConfig: {
    nav: items(['Get started', '/get-started'], ['Cookbook', '/cookbook/'], ['Reference', '/reference/']),
    search: { provider: 'local' },
    outline: [2, 3],
    sidebar: [
      {
        text: 'Begin',
        items: items(
          ['Get started', '/get-started'],
          ['Testing definitions', '/testing'],
          ['Explanations', '/explanations'],
        ),
      },
      {
        text: 'Cookbook',
        items: items(
          ['A static Go binary', '/cookbook/go'],
          ['A Node application', '/cookbook/node'],
          ['PHP on the command line', '/cookbook/php'],
          ['A -dev variant', '/cookbook/dev-variants'],
          ['Rebuild every night', '/cookbook/nightly-rebuild'],
          ['Private repositories', '/cookbook/private-repositories'],
          ['Build without a network', '/cookbook/air-gapped'],
          ['Test before tagging', '/cookbook/test-before-tagging'],
          ['SBOMs and signatures', '/cookbook/sboms-and-signatures'],
        ),
      },
      { text: 'Moving', items: items(['From Dockerfiles', '/migrate/dockerfiles'], ['From apko', '/migrate/apko']) },
      {
        text: 'Concepts',
        items: items(
          ['In short', '/concepts/'],
          ['The plan', '/concepts/plan'],
          ['The lock', '/concepts/lock'],
          ['Layers', '/concepts/layers'],
          ['Profiles', '/concepts/profiles'],
          ['Reproducibility', '/concepts/reproducibility'],
          ['Errors', '/errors'],
        ),
      },
      {
        text: 'The small packages',
        items: items(
          ['In short', '/packages/'],
          ['@nacre/apk', '/packages/apk'],
          ['@nacre/oci', '/packages/oci'],
          ['@nacre/sbom', '/packages/sbom'],
        ),
      },
      { text: 'Reference', collapsed: true, items: referenceItems() },
      { text: 'Decisions', link: '/decisions/' },
    ],
  },
})
