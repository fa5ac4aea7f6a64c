// Writes ../SOKETI.md from what the tests noted.
import { readFileSync, writeFileSync } from 'node:fs'

const { version } = JSON.parse(readFileSync('node_modules/@soketi/soketi/package.json'))
const lines = (file) => readFileSync(file, 'utf8').split('\n').filter((line) => line && !line.startsWith('#'))
const statements = new Map(lines('../src/test/resources/checklist.tsv').map((line) => {
  const [number, , text] = line.split('\t')
  return [number.padStart(3, '0'), text]
}))

const tried = new Set()
const broken = new Map()
for (const line of lines(process.argv[2])) {
  const [number, outcome, test] = line.split('\t')
  tried.add(number)
  if (outcome === 'broken') broken.set(number, (broken.get(number) ?? new Set()).add(test))
}
const rows = [...broken].sort().map(([number, tests]) =>
  `| ${number} | ${statements.get(number)} | ${[...tests].sort().join('<br>')} |`)

writeFileSync('../SOKETI.md', `# What soketi does not keep

Written by \`conformance/soketi/check\`: the same tests, run against soketi ${version}. It shows that they can fail, and what
an app that moves over may notice. Tests that need a server with other settings are not tried. A malformed message or sign-in
can end soketi's process, so the tests that send those run apart from the others; once it has ended, the rest of them fail too. With the native
engine that npm has, this soketi answers refusals with status 200.

${tried.size} of ${statements.size} statements were tried, ${broken.size} of them are not kept.

| PC | Statement | Failed |
|---|---|---|
${rows.join('\n')}
`)
console.log(`${tried.size} tried, ${broken.size} not kept`)
