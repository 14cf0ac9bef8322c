import { definition } from './definition.ts'

const built = await (await definition()).build({ cache: '.cache' })
await built.writeLayout('out')
for (const arch of built.archs) console.log(arch, built.arch(arch).layers[0]?.diffId)
